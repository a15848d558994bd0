import type { TransientEvent } from '../domain/ports'
import { expect, test } from 'vitest'
import { closedGate } from './testing/gate'
import { GatewayBench } from './testing/gateway-bench'

const typing: TransientEvent = {
  tenant_id: 't1',
  conversation_id: 'c1',
  origin_connection_id: null,
  type: 'typing_start',
  data: { conversation_id: 'c1', contact_id: 'k1' },
}

test('typing reaches those who may see the conversation, but not the connection it came from', async () => {
  const bench = new GatewayBench()
  bench.knows('root', { role: 'admin' })
  bench.knows('eva', { tenant_id: 't2' })
  bench.inbox.hidden.add('secret')
  const ana = await bench.connect('ana')
  const root = await bench.connect('root')
  const eva = await bench.connect('eva')
  bench.bus.publishTransient({
    ...typing,
    conversation_id: 'secret',
    data: { ...typing.data, conversation_id: 'secret' },
  })
  const origin = ana.framesOf('auth_ok')[0]?.connection_id ?? ''
  bench.bus.publishTransient({ ...typing, origin_connection_id: origin })
  await bench.env.settle()
  expect(ana.framesOf('typing_start')).toEqual([])
  expect(root.framesOf('typing_start').map(({ data }) => data.conversation_id)).toEqual(['secret', 'c1'])
  expect(root.framesOf('typing_start')[0]).not.toHaveProperty('cursor')
  expect(eva.framesOf('typing_start')).toEqual([])
})

test('passing states keep their order however long a decision takes', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  const gate = closedGate()
  bench.inbox.latency = gate.wait
  bench.bus.publishTransient(typing)
  await bench.env.settle()
  bench.inbox.latency = () => Promise.resolve()
  bench.bus.publishTransient({ ...typing, type: 'typing_stop' })
  await bench.env.settle()
  expect(socket.types).toEqual(['auth_ok'])
  gate.open()
  await bench.env.settle()
  expect(socket.types).toEqual(['auth_ok', 'typing_start', 'typing_stop'])
})

test('passing states beyond their bound are dropped, not kept', async () => {
  const bench = new GatewayBench({ limits: { maxPendingTransients: 3 } })
  const socket = await bench.connect('ana')
  for (let count = 0; count < 10; count += 1) bench.bus.publishTransient(typing)
  await bench.env.settle()
  expect(socket.framesOf('typing_start')).toHaveLength(3)
  bench.bus.publishTransient(typing)
  await bench.env.settle()
  expect(socket.framesOf('typing_start')).toHaveLength(4)
})

test('a visitor who has gone is not asked about any more', async () => {
  const bench = new GatewayBench()
  const [ana] = [await bench.connect('ana'), await bench.connect('bia')]
  ana.breaks()
  bench.bus.publishTransient(typing)
  await bench.env.settle()
  expect(bench.inbox.read).toEqual(['bia c1'])
})

const PRESENCE_DELAY_MS = 500

test('colleagues, and only they, are told who comes and goes', async () => {
  const bench = new GatewayBench()
  const bia = await bench.connect('bia')
  const ana = await bench.connect('ana')
  await bench.env.advance(PRESENCE_DELAY_MS)
  const online = { user_id: 'ana', online: true, conversation_id: null }
  expect(bia.framesOf('presence_updated').map(({ data }) => data)).toEqual([online])
  expect(ana.framesOf('presence_updated').map(({ data }) => data.user_id)).toEqual(['bia'])
  ana.breaks()
  await bench.env.advance(PRESENCE_DELAY_MS)
  expect(bia.framesOf('presence_updated').at(-1)?.data).toEqual({ ...online, online: false })
})

test('a newcomer is told who is here', async () => {
  const bench = new GatewayBench()
  await bench.connect('bia')
  await bench.env.advance(PRESENCE_DELAY_MS)
  const ana = await bench.connect('ana')
  expect(ana.framesOf('presence_updated').map(({ data }) => data.user_id)).toEqual(['bia'])
})

test('what changed together is told in one message to those who take arrays', async () => {
  const bench = new GatewayBench()
  const ana = await bench.connect('ana', { batch: true })
  for (const user of ['bia', 'eva', 'rui']) {
    bench.knows(user)
    await bench.connect(user)
  }
  await bench.env.advance(PRESENCE_DELAY_MS)
  expect(ana.messages.filter(Array.isArray).map((frames) => frames.length)).toEqual([3])
})

test('colleagues see what somebody looks at only where they may see it themselves', async () => {
  const bench = new GatewayBench()
  bench.inbox.hidden.add('secret')
  bench.knows('root', { role: 'admin' })
  bench.knows('chief', { role: 'admin' })
  const [ana, chief, root] = [await bench.connect('ana'), await bench.connect('chief'), await bench.connect('root')]
  for (const conversation_id of [null, 'c1', 'secret']) {
    await bench.says(root, { type: 'viewing', conversation_id })
    await bench.env.advance(PRESENCE_DELAY_MS)
  }
  const viewedBy = (socket: typeof ana) =>
    socket
      .framesOf('presence_updated')
      .filter(({ data }) => data.user_id === 'root')
      .map(({ data }) => data.conversation_id)
  expect(viewedBy(chief)).toEqual([null, 'c1', 'secret'])
  expect(viewedBy(ana)).toEqual([null, 'c1', null])
})

test('a newcomer learns what colleagues look at where they may see it', async () => {
  const bench = new GatewayBench()
  bench.inbox.hidden.add('secret')
  for (const user of ['root', 'chief']) bench.knows(user, { role: 'admin' })
  for (const [user, conversation_id] of [
    ['root', 'c1'],
    ['chief', 'secret'],
  ]) {
    await bench.says(await bench.connect(user ?? ''), { type: 'viewing', conversation_id })
  }
  await bench.env.advance(PRESENCE_DELAY_MS)
  const ana = await bench.connect('ana')
  expect(ana.framesOf('presence_updated').map(({ data }) => [data.user_id, data.conversation_id])).toEqual([
    ['root', 'c1'],
    ['chief', null],
  ])
})
