import { createInboxServer, jwt, sqlite, whatsapp } from '@pytake/server'

const setting = (name: string) => process.env[name] ?? ''

const server = await createInboxServer({
  database: sqlite('./data/inbox.db'),
  authenticate: jwt({ secret: setting('JWT_SECRET') }),
  channels: [
    whatsapp({
      phoneNumberId: setting('WHATSAPP_PHONE_NUMBER_ID'),
      accessToken: setting('WHATSAPP_ACCESS_TOKEN'),
      appSecret: setting('WHATSAPP_APP_SECRET'),
      verifyToken: setting('WHATSAPP_VERIFY_TOKEN'),
      tenantId: 'acme',
    }),
  ],
})
await server.listen(8080)
