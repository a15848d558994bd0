import { expect, test } from 'vitest'
import { Receiver } from '../testing/receiver'
import { JOAO, simulate } from '../testing/simulation'

const MARIA = '5521999990002'

test('nothing is posted before the receiver echoed the challenge', async () => {
  const receiver = new Receiver()
  receiver.confirms = false
  const { env, simulator } = await simulate({}, receiver)
  await simulator.phone(JOAO).sends('Olá')
  await env.advance(5_000)
  expect(receiver.bodies).toHaveLength(0)
  receiver.confirms = true
  await env.advance(2_000)
  expect(receiver.messages).toMatchObject([{ type: 'text', text: { body: 'Olá' } }])
})

test('a webhook answered with anything but 200 comes again, byte for byte', async () => {
  const { env, receiver, simulator } = await simulate()
  const seen: string[] = []
  const answers = [500, 204, 302, 200]
  env.network = async (request) => {
    if (request.method === 'GET') return receiver.handle(request)
    seen.push(await request.clone().text())
    const status = answers.shift() ?? 200
    return status === 200 ? receiver.handle(request) : new Response(null, { status })
  }
  await simulator.phone(JOAO).sends('Olá')
  await env.advance(5_000)
  expect(seen).toHaveLength(4)
  expect(new Set(seen).size).toBe(1)
  expect(receiver.messages).toHaveLength(1)
})

test('webhooks of one customer keep their order through an outage, and arrive within two seconds after it', async () => {
  const { env, receiver, simulator } = await simulate()
  await env.settle()
  const working = env.network
  env.network = () => Promise.reject(new TypeError('fetch failed'))
  const joao = simulator.phone(JOAO)
  for (const text of ['1', '2', '3', '4']) await joao.sends(text)
  await env.advance(60_000)
  env.network = working
  await env.advance(2_000)
  expect(receiver.messages.map((message) => message['text'])).toEqual(['1', '2', '3', '4'].map((body) => ({ body })))
})

test('a webhook nobody takes does not hold up another customer', async () => {
  const { env, receiver, simulator } = await simulate()
  const working = env.network
  env.network = async (request) => {
    const poison = request.method === 'POST' && (await request.clone().text()).includes(JOAO)
    return poison ? new Response('', { status: 500 }) : working(request)
  }
  await simulator.phone(JOAO).sends('poison')
  await simulator.phone(MARIA).sends('Oi')
  await env.advance(1_000)
  expect(receiver.messages).toMatchObject([{ from: MARIA }])
})

test('a receiver that never answers is given up after ten seconds and tried again', async () => {
  const { env, receiver, simulator } = await simulate()
  await env.settle()
  const working = env.network
  env.network = (request) =>
    new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason)))
  await simulator.phone(JOAO).sends('Olá')
  await env.advance(9_000)
  env.network = working
  expect(receiver.messages).toHaveLength(0)
  await env.advance(2_000)
  expect(receiver.messages).toHaveLength(1)
})

test('a webhook is given up after seven days', async () => {
  const { env, receiver, simulator } = await simulate()
  await env.settle()
  env.network = async () => {
    env.skip(7 * 24 * 60 * 60_000 + 1)
    return new Response('', { status: 500 })
  }
  await simulator.phone(JOAO).sends('lost')
  await simulator.idle()
  expect(receiver.messages).toHaveLength(0)
  expect(simulator.log().at(-1)).toMatchObject({ kind: 'webhook_expired' })
})
