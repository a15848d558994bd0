import { createClient, isPytakeError, type ConnectionState, type Live } from '@pytake/client'
import { createRestClient } from '@pytake/client/rest'
import type { Conversation, Message } from '@pytake/protocol'

const options = { url: process.env['API_URL'] ?? '', token: 'esm-types' }
const page = await createRestClient(options).conversations.list({ limit: 1 })
const conversation: Conversation | undefined = page.items[0]
if (conversation === undefined) throw new Error('there is no conversation')

const client = createClient(options)
const states: ConnectionState['status'][] = []
client.connection.subscribe(({ status }) => states.push(status))
await client.connect()

const empty = await client.send(conversation.id, { content: '' }).catch((error: unknown) => error)
if (!isPytakeError(empty, 'invalid_request')) throw empty
const message: Message = await client.send(conversation.id, { content: 'Hello from nodenext' })
// @ts-expect-error: a message has no such field, so the types have arrived.
if (message.nothing !== undefined) throw new Error('impossible')
const outbox: Live<readonly unknown[]> = client.outbox
if (outbox.getSnapshot().length > 0 || !states.includes('connected')) throw new Error(states.join(' '))
await client.close()
console.log('delivered')
