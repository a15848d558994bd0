import { expect, test } from 'vitest'
import { createBatch } from './batch'
import { createDeferredPart } from './deferred-part'

function setUp() {
  let attempts = 0
  let fails = false
  const told: string[] = []
  const listeners = new Set<() => void>()
  const value = {
    getSnapshot: () => 'loaded',
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const deferred = createDeferredPart(
    createBatch(() => undefined),
    async () => {
      attempts += 1
      if (fails) throw new Error('offline')
      return { hear: (word: string) => told.push(word), value }
    },
  )
  return {
    deferred,
    told,
    listeners,
    attempts: () => attempts,
    goOffline: (isOffline: boolean) => void (fails = isOffline),
  }
}

test('what is told before it is there is heard in order once it is, and it is loaded once', async () => {
  const { deferred, told, attempts } = setUp()
  deferred.tellIfLoaded(({ hear }) => hear('nobody asked for it yet'))
  for (const word of ['one', 'two']) deferred.tell(({ hear }) => hear(word))
  deferred.tellIfLoaded(({ hear }) => hear('three'))
  expect(told).toEqual([])
  await deferred.get()
  deferred.tell(({ hear }) => hear('four'))
  expect(told).toEqual(['one', 'two', 'three', 'four'])
  expect(attempts()).toBe(1)
})

test('a live value is its initial one until the part is there, and says so then', async () => {
  const { deferred, listeners } = setUp()
  const live = deferred.live('initial', ({ value }) => value)
  const seen: string[] = []
  const stop = live.subscribe(() => seen.push(live.getSnapshot()))
  expect(live.getSnapshot()).toBe('initial')
  await deferred.get()
  expect(seen).toEqual(['loaded'])
  stop()
  expect(listeners.size).toBe(0)
})

test('whoever stops watching before the part is there is never told', async () => {
  const { deferred, listeners } = setUp()
  deferred.live('initial', ({ value }) => value).subscribe(() => undefined)()
  await deferred.get()
  expect(listeners.size).toBe(0)
})

test('code that could not be loaded is loaded by the next call', async () => {
  const { deferred, told, goOffline } = setUp()
  goOffline(true)
  deferred.tell(({ hear }) => hear('lost'))
  await expect(deferred.get()).rejects.toThrow('offline')
  goOffline(false)
  await deferred.get()
  deferred.tell(({ hear }) => hear('heard'))
  expect(told).toEqual(['heard'])
})
