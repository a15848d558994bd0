import { createClient } from '@pytake/client'
import { createRestClient } from '@pytake/client/rest'

const url = process.env.API_URL
const [conversation] = (await createRestClient({ url, token: 'esm' }).conversations.list()).items

const client = createClient({ url, token: 'esm' })
await client.connect()
const delivered = new Promise((resolve) => {
  client.on('message_status_updated', ({ status }) => status === 'delivered' && resolve())
})
await client.send(conversation.id, { content: 'Hello from ESM' })
await delivered
await client.close()
console.log('delivered')
