import { createTestServer } from '@pytake/client/testing'
import { expect, test } from 'vitest'

test('a reply written while the network is gone is sent when it is back', async () => {
  const server = createTestServer({ conversations: [{ name: 'João', messages: ['Olá'] }] })
  const client = server.client()
  await server.advance(100)
  server.drops()
  const sent = client.send(server.conversation('João').id, { content: 'Bom dia!' })
  server.heals()
  await server.advance(30_000)
  expect(await sent).toMatchObject({ content: 'Bom dia!', status: 'pending' })
  expect(server.messages('João').map(({ content }) => content)).toEqual(['Olá', 'Bom dia!'])
  await server.close()
})
