import { expect, test } from 'vitest'
import { createBatch } from './batch'
import { createCell } from './cell'

test('listeners hear once, after the outermost batch, of all that changed', () => {
  const batch = createBatch(() => undefined)
  let value = 0
  const cell = createCell({ batch, build: () => value })
  const heard: number[] = []
  cell.subscribe(() => heard.push(cell.getSnapshot()))
  batch.run(() => {
    for (value = 1; value < 5; value += 1) batch.run(cell.invalidate)
  })
  expect(heard).toEqual([5])
})

test('a listener that throws keeps no other from hearing', () => {
  const errors: unknown[] = []
  const batch = createBatch((error) => errors.push(error))
  const cell = createCell({ batch, build: () => 0 })
  let heard = 0
  cell.subscribe(() => {
    throw new Error('mine')
  })
  cell.subscribe(() => (heard += 1))
  cell.invalidate()
  expect([errors.length, heard]).toEqual([1, 1])
})

test('what a listener changes is heard in a further round', () => {
  const batch = createBatch(() => undefined)
  const [first, second] = [createCell({ batch, build: () => 0 }), createCell({ batch, build: () => 0 })]
  const heard: string[] = []
  first.subscribe(() => {
    second.invalidate()
    heard.push('first')
  })
  second.subscribe(() => heard.push('second'))
  first.invalidate()
  expect(heard).toEqual(['first', 'second'])
})

test('whoever unsubscribed hears nothing', () => {
  const batch = createBatch(() => undefined)
  const cell = createCell({ batch, build: () => 0 })
  let heard = 0
  const stop = cell.subscribe(() => (heard += 1))
  stop()
  stop()
  cell.invalidate()
  expect([heard, cell.isWatched()]).toEqual([0, false])
})
