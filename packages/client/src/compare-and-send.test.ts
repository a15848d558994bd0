import { expect, test } from 'vitest'
import { setUpOpenChat } from './testing/set-up'

test('a send that compares fails with what was missed, shows it, and goes after a person said so', async () => {
  const { client, env, server, contents } = await setUpOpenChat()
  const seen = server.log.receives('c1', 'pergunta')
  await env.advance(100)
  server.behave({ deliver: ({ type }) => type !== 'message_received' })
  server.log.receives('c1', 'mais uma coisa')
  const sent = client.send('c1', { content: 'resposta', if_last_message_id: seen.id })
  await Promise.all([expect(sent).rejects.toMatchObject({ code: 'conversation_advanced' }), env.advance(100)])
  expect(contents()).toEqual(['pergunta', 'mais uma coisa', 'resposta'])

  const [item] = client.outbox.items()
  const id = item?.id ?? ''
  expect(item?.state).toMatchObject({ status: 'failed', error: { retryable: false } })
  expect(client.outbox.edit(id, { if_last_message_id: undefined })).toBe(true)
  await client.retry(id)
  await env.advance(100)
  expect(client.outbox.items()).toEqual([])
  expect(server.log.messagesOf('c1').map(({ content }) => content)).toEqual(['pergunta', 'mais uma coisa', 'resposta'])
})

test('a message whose delivery is unknown is shown as such, and sent again only by a person', async () => {
  const { client, env, server, chat } = await setUpOpenChat()
  client.send('c1', { content: 'olá' }).catch(() => undefined)
  await env.advance(100)
  const [stored] = server.log.messagesOf('c1')
  server.log.changesStatus(stored?.id ?? '', 'unknown')
  await env.advance(600_000)
  expect(chat.getSnapshot().items).toMatchObject([{ status: 'unknown', origin: 'server' }])
  expect(server.requests.filter((request) => request.includes('/retry'))).toEqual([])
  await Promise.all([client.retry(stored?.id ?? ''), env.advance(100)])
  expect(server.requests.filter((request) => request.includes('/retry'))).toHaveLength(1)
})
