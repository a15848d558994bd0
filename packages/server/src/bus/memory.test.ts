import { expect, test } from 'vitest'
import { memory } from './memory'

const hint = { tenant_id: 't1', seq: 1 }

test('a hint reaches every listener until it leaves', () => {
  const bus = memory()
  const heard: string[] = []
  const leave = bus.onHint(() => heard.push('first'))
  bus.onHint(({ seq }) => heard.push(`second ${seq}`))
  bus.publishHint(hint)
  leave()
  leave()
  bus.publishHint({ ...hint, seq: 2 })
  expect(heard).toEqual(['first', 'second 1', 'second 2'])
})

test('hints and passing states do not mix', () => {
  const bus = memory()
  const heard: string[] = []
  bus.onTransient(({ type }) => heard.push(type))
  bus.publishHint(hint)
  bus.publishTransient({
    tenant_id: 't1',
    conversation_id: 'c1',
    origin_connection_id: null,
    type: 'typing_start',
    data: {},
  })
  expect(heard).toEqual(['typing_start'])
})

test('a listener that throws harms neither the publisher nor the others', () => {
  const errors: unknown[] = []
  const bus = memory({ onListenerError: (error) => errors.push(error) })
  const heard: number[] = []
  bus.onHint(() => {
    throw new Error('broken')
  })
  bus.onHint(({ seq }) => heard.push(seq))
  bus.publishHint(hint)
  expect(heard).toEqual([1])
  expect(errors).toHaveLength(1)
})

test('a closed bus is silent', async () => {
  const bus = memory()
  const heard: number[] = []
  bus.onHint(({ seq }) => heard.push(seq))
  await bus.close()
  bus.publishHint(hint)
  expect(heard).toEqual([])
})
