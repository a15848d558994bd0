import { expect, test } from 'vitest'
import { JOAO, simulate } from './testing/simulation'

async function openChat() {
  const simulation = await simulate()
  const joao = simulation.simulator.phone(JOAO)
  await joao.sends('Olá')
  await simulation.env.settle()
  return { ...simulation, joao }
}

const text = (body: string) => ({ messaging_product: 'whatsapp', to: JOAO, text: { body } })

test('a Graph error strikes once and accepts nothing', async () => {
  const { env, receiver, simulator, refused, sends } = await openChat()
  simulator.faults.next('messages', { code: 131056 })
  expect(await refused({ text: { body: 'a' } })).toMatchObject({ status: 400, code: 131056 })
  await env.advance(1_000)
  expect(receiver.statuses).toEqual([])
  await sends('b')
  await env.advance(1_000)
  expect(receiver.statuses).toHaveLength(2)
})

test('a read receipt does not use up a fault meant for a send', async () => {
  const { simulator, joao, post, refused } = await openChat()
  simulator.faults.next('messages', { code: 131000 })
  const read = await post({ messaging_product: 'whatsapp', status: 'read', message_id: joao.messages()[0]?.id })
  expect(read.status).toBe(200)
  expect(await refused({ text: { body: 'a' } })).toMatchObject({ status: 500, code: 131000 })
})

test('reset-after-accept delivers the message but never answers', async () => {
  const { env, receiver, simulator, joao, post } = await openChat()
  simulator.faults.next('messages', 'reset-after-accept')
  await expect(post({ ...text('ambiguous'), biz_opaque_callback_data: 'mine' })).rejects.toMatchObject({
    code: 'ECONNRESET',
  })
  await env.advance(800)
  expect(await joao.receives('ambiguous')).toMatchObject({ status: 'delivered' })
  expect(receiver.statuses).toMatchObject([
    { status: 'sent', biz_opaque_callback_data: 'mine' },
    { status: 'delivered', biz_opaque_callback_data: 'mine' },
  ])
})

test('reset-before-accept leaves no message behind', async () => {
  const { env, receiver, simulator, post } = await openChat()
  simulator.faults.next('messages', 'reset-before-accept')
  await expect(post(text('lost'))).rejects.toBeInstanceOf(TypeError)
  await env.advance(800)
  expect(receiver.statuses).toEqual([])
})

test('a gateway error is not JSON', async () => {
  const { simulator, post } = await openChat()
  simulator.faults.next('messages', { httpStatus: 503 })
  const response = await post(text('a'))
  expect([response.status, response.headers.get('content-type')]).toEqual([503, 'text/html'])
})

test('a delayed answer comes after the statuses', async () => {
  const { env, receiver, simulator, post } = await openChat()
  simulator.faults.next('messages', { delayMs: 3_000 })
  let isAnswered = false
  const answer = post(text('slow')).then((response) => {
    isAnswered = true
    return response
  })
  await env.advance(2_999)
  expect(receiver.statuses.map(({ status }) => status)).toEqual(['sent', 'delivered'])
  expect(isAnswered).toBe(false)
  await env.advance(1)
  expect((await answer).status).toBe(200)
})

test('an asynchronous error is a 200 and then a failed status', async () => {
  const { env, receiver, simulator, joao, sends } = await openChat()
  simulator.faults.next('messages', { code: 131026, async: true })
  const id = await sends('never arrives')
  await env.advance(5_000)
  expect(receiver.statuses).toMatchObject([{ id, status: 'failed', errors: [{ code: 131026 }] }])
  expect(joao.messages()).toHaveLength(1)
})

test('duplicate posts every status of the message twice', async () => {
  const { env, receiver, simulator, sends } = await openChat()
  simulator.faults.next('messages', 'duplicate')
  await sends('twice')
  await env.advance(800)
  expect(receiver.statuses.map(({ status }) => status)).toEqual(['sent', 'sent', 'delivered', 'delivered'])
})

test('reorder posts read before delivered before sent', async () => {
  const { env, receiver, simulator, joao, sends } = await openChat()
  simulator.faults.next('messages', 'reorder')
  await sends('backwards')
  await env.advance(800)
  expect(receiver.statuses).toEqual([])
  await joao.reads()
  await env.settle()
  expect(receiver.statuses.map(({ status }) => status)).toEqual(['read', 'delivered', 'sent'])
})

test('reorder does not wait for a reader who never comes', async () => {
  const { env, receiver, simulator, sends } = await openChat()
  simulator.faults.next('messages', 'reorder')
  await sends('backwards')
  await env.advance(10_000)
  expect(receiver.statuses.map(({ status }) => status)).toEqual(['delivered', 'sent'])
})

test('a duplicated webhook arrives twice with the same bytes', async () => {
  const { env, receiver, simulator, joao } = await openChat()
  simulator.faults.next('webhooks', 'duplicate')
  await joao.sends('again')
  await env.settle()
  expect(receiver.bodies).toHaveLength(3)
  expect(receiver.bodies[1]).toBe(receiver.bodies[2])
})

test('a delayed webhook is overtaken by the next one', async () => {
  const { env, receiver, simulator, joao } = await openChat()
  simulator.faults.next('webhooks', { delayMs: 5_000 })
  await joao.sends('first')
  await joao.sends('second')
  await env.advance(5_000)
  expect(receiver.messages.map((message) => message['text'])).toEqual([
    { body: 'Olá' },
    { body: 'second' },
    { body: 'first' },
  ])
})

test('a fault for media refuses the next look-up only', async () => {
  const { simulator } = await openChat()
  const lookUp = async () => {
    const headers = { authorization: `Bearer ${simulator.accessToken}` }
    const mediaId = simulator.phone(JOAO).messages().at(-1)?.content
    const id = mediaId && 'mediaId' in mediaId ? mediaId.mediaId : ''
    return (await simulator.fetch(new Request(`${simulator.graphUrl}/${id}`, { headers }))).status
  }
  await simulator.phone(JOAO).sends({ voice: 'sample' })
  simulator.faults.next('media', { code: 131057 })
  expect([await lookUp(), await lookUp()]).toEqual([500, 200])
})

test('cleared faults do not strike', async () => {
  const { simulator, post } = await openChat()
  simulator.faults.next('messages', { code: 131056 })
  expect(simulator.faults.pending().messages).toEqual([{ code: 131056 }])
  simulator.faults.clear()
  expect((await post(text('a'))).status).toBe(200)
})

test('a fault the target does not know is refused', async () => {
  const { simulator } = await openChat()
  const untyped: { next(target: string, fault: unknown): void } = simulator.faults
  expect(() => untyped.next('webhooks', 'explode')).toThrow(expect.objectContaining({ code: 'invalid_option' }))
})
