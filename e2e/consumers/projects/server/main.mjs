import { createServer } from 'node:net'
import { createInboxServer, memoryMedia, sqlite, whatsapp } from '@pytake/server'
import { createSimulator } from '@pytake/whatsapp-simulator'

const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, () => {
    const { port } = probe.address()
    probe.close(() => resolve(port))
  })
})
const meta = await createSimulator({
  webhookUrl: `http://localhost:${port}/api/v1/webhooks/whatsapp`,
  appSecret: 'app-secret',
  verifyToken: 'verify-token',
  deliveryDelayMs: 20,
})
const server = await createInboxServer({
  database: sqlite(':memory:'),
  media: memoryMedia(),
  authenticate: (token) => ({ user_id: token, tenant_id: 'acme', role: 'agent', name: token, expires_at: null }),
  channels: [
    whatsapp({
      phoneNumberId: meta.phoneNumberId,
      accessToken: meta.accessToken,
      appSecret: 'app-secret',
      verifyToken: 'verify-token',
      tenantId: 'acme',
      graphUrl: meta.graphUrl,
    }),
  ],
})
await server.listen(port)
await meta.phone('5511999990001', { name: 'João' }).sends('Vocês abrem hoje?')
await meta.idle()
console.log(`ready http://localhost:${port}`)
