import { expect, test } from 'vitest'
import * as entry from './rest'
import { createRestClient, isPytakeError } from './rest'
import { aConversation, aMessage } from './testing/entities'
import { VirtualEnv } from './testing/virtual-env'

function setUp(respond: (request: Request) => Response) {
  const env = new VirtualEnv()
  const requests: Request[] = []
  env.connectTo({
    respond: async (request) => {
      requests.push(request)
      return respond(request)
    },
    open: () => {
      throw new Error('no sockets here')
    },
  })
  return { env, requests }
}

test('the entry exports these names and no others', () => {
  expect(Object.keys(entry).toSorted()).toEqual(['PytakeError', 'createRestClient', 'isPytakeError'])
})

test('a script reads the waiting conversations and answers, with nothing but an address and a token', async () => {
  const { env, requests } = setUp(({ method }) =>
    method === 'GET' ? Response.json([aConversation({ id: 'c1' })]) : Response.json(aMessage({ content: 'Oi' })),
  )
  const rest = createRestClient({ url: 'https://api.test/inbox/', token: 'secret', env })
  const { items } = await rest.conversations.list({ status: 'waiting' })
  expect(items.map(({ id }) => id)).toEqual(['c1'])
  expect((await rest.messages.send('c1', { content: 'Oi' })).content).toBe('Oi')
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET https://api.test/inbox/api/v1/conversations?status=waiting',
    'POST https://api.test/inbox/api/v1/conversations/c1/messages',
  ])
  expect(requests.map(({ headers }) => headers.get('Authorization'))).toEqual(['Bearer secret', 'Bearer secret'])
  expect(env.pendingTimers).toBe(0)
})

test('what fails is an error that the entry knows', async () => {
  const { env } = setUp(() => new Response(null, { status: 404 }))
  const rest = createRestClient({ url: 'https://api.test', getToken: async () => 'token', env })
  const error: unknown = await rest.contacts.get('nobody').catch((thrown: unknown) => thrown)
  expect(isPytakeError(error, 'not_found')).toBe(true)
})

test('an address that is none, and a missing token, are refused at once', () => {
  const refusal = expect.objectContaining({ code: 'invalid_configuration' })
  expect(() => createRestClient({ url: 'api', token: 'x' })).toThrow(refusal)
  expect(() => createRestClient({ url: 'https://api.test' })).toThrow(refusal)
})
