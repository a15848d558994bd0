const { createClient, isPytakeError } = require('@pytake/client')
const { createRestClient } = require('@pytake/client/rest')
const { createInboxServer, createLogger, memoryMedia, sqlite } = require('@pytake/server')
const { createSimulator } = require('@pytake/whatsapp-simulator')

async function main() {
  const url = process.env.API_URL
  const [conversation] = (await createRestClient({ url, token: 'cjs' }).conversations.list()).items

  const client = createClient({ url, token: 'cjs' })
  await client.connect()
  const delivered = new Promise((resolve) => {
    client.on('message_status_updated', ({ status }) => status === 'delivered' && resolve())
  })
  await client.send(conversation.id, { content: 'Hello from CommonJS' })
  await delivered
  await client.close()
  await serve()
  console.log('delivered')
}

/** The other two packages, as CommonJS too. */
async function serve() {
  const server = await createInboxServer({
    database: sqlite(':memory:'),
    media: memoryMedia(),
    authenticate: () => null,
    logger: createLogger({ level: 'error' }),
  })
  const { port } = await server.listen(0)
  const rest = createRestClient({ url: `http://localhost:${port}`, token: 'nobody' })
  const refusal = await rest.conversations.list().catch((error) => error)
  // An error of one entry is known to the other only if both share its class.
  if (!isPytakeError(refusal, 'unauthorized')) throw refusal
  await server.close()

  const meta = await createSimulator({ webhookUrl: url(port), appSecret: 'app-secret', verifyToken: 'verify-token' })
  const page = await fetch(new URL('/phone', meta.url))
  if (!page.ok) throw new Error(`the phone page answers ${page.status}`)
  await meta.close()
}

const url = (port) => `http://localhost:${port}/api/v1/webhooks/whatsapp`

main()
