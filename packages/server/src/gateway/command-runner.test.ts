import { expect, test } from 'vitest'
import { GatewayBench } from './testing/gateway-bench'

test('typing is handed to the inbox, and ends with the connection', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  await bench.says(socket, { type: 'typing_start', conversation_id: 'c1' })
  await bench.says(socket, { type: 'typing_stop', conversation_id: 'c1' })
  await bench.says(socket, { type: 'typing_start', conversation_id: 'c2' })
  socket.breaks()
  expect(bench.inbox.typings).toEqual([
    ['ana', 'c1', true],
    ['ana', 'c1', false],
    ['ana', 'c2', true],
    ['ana', 'c2', false],
  ])
})

test('what somebody may not see can be neither viewed nor typed in, and is no wrong frame', async () => {
  const bench = new GatewayBench()
  bench.inbox.hidden.add('secret')
  const [ana, bia] = [await bench.connect('ana'), await bench.connect('bia')]
  const before = bia.frames.length
  for (let count = 0; count < 4; count += 1) {
    await bench.says(ana, { type: 'viewing', conversation_id: 'secret' })
    await bench.says(ana, { type: 'typing_start', conversation_id: 'secret' })
  }
  expect(ana.framesOf('error')).toHaveLength(8)
  expect(ana.framesOf('error')[0]).toMatchObject({ code: 'not_found', ref: 'viewing' })
  expect(ana.ending.kind).toBe('open')
  expect(bia.frames).toHaveLength(before)
})

test('an inbox that breaks is told without its reasons', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  bench.inbox.agentTyping = () => Promise.reject(new Error('disk full at /var/lib'))
  await bench.says(socket, { type: 'typing_start', conversation_id: 'c1' })
  expect(socket.framesOf('error')).toMatchObject([{ code: 'internal_error', ref: 'typing_start' }])
  expect(JSON.stringify(socket.messages)).not.toContain('disk')
  expect(socket.ending.kind).toBe('open')
})
