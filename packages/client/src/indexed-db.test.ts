import 'fake-indexeddb/auto'
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb'
import { deleteDB, openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { indexedDb } from './indexed-db'
import { DATABASE_VERSION } from './indexed-db/database'
import { storageContract } from './outbox/storage.contract'
import type { ClientStorage } from './outbox/storage'

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** What the storage has told, without waiting for more. */
async function causesOf({ degraded }: ClientStorage): Promise<unknown[]> {
  const nothing = Symbol('nothing')
  const cause = await Promise.race([degraded, Promise.resolve(nothing)])
  return cause === nothing ? [] : [cause]
}

const anError = (name: string) => new DOMException(name, name)

describe('in a browser that keeps data', () => {
  storageContract(() => indexedDb())

  test('the next page finds what this one wrote', async () => {
    const page = indexedDb()
    await page.save('outbox', 'a', { id: 'a' })
    await page.save('files', 'a', new Blob(['olá']))
    const next = indexedDb()
    expect(await next.load('outbox')).toEqual([{ id: 'a' }])
    expect(await next.load('files')).toEqual([expect.any(Blob)])
    expect(await indexedDb({ name: 'other' }).load('outbox')).toEqual([])
    expect(await causesOf(next)).toEqual([])
  })

  test('a newer version in another tab is not kept waiting, and this page goes on in memory', async () => {
    const storage = indexedDb()
    await storage.save('outbox', 'a', 1)
    const newer = await openDB('pytake', DATABASE_VERSION + 1)
    await storage.save('outbox', 'b', 2)
    expect(await storage.load('outbox')).toEqual([2])
    expect(await causesOf(storage)).toMatchObject([{ name: 'VersionError' }])
    newer.close()
  })

  test('deleted under the page, the database is made anew', async () => {
    const storage = indexedDb()
    await storage.save('outbox', 'a', 1)
    await deleteDB('pytake')
    await storage.save('outbox', 'b', 2)
    expect(await indexedDb().load('outbox')).toEqual([2])
    expect(await causesOf(storage)).toEqual([])
  })

  test('on a full disk what finds no place lives on in memory, and the rest is kept', async () => {
    const storage = indexedDb()
    await storage.save('outbox', 'before', 1)
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw anError('QuotaExceededError')
    })
    await storage.save('outbox', 'full', 2)
    await storage.save('outbox', 'before', 3)
    put.mockRestore()
    await storage.save('outbox', 'after', 4)
    expect((await storage.load('outbox')).toSorted()).toEqual([2, 3, 4])
    await storage.remove('outbox', 'full')
    expect((await storage.load('outbox')).toSorted()).toEqual([3, 4])
    expect(await causesOf(storage)).toMatchObject([{ name: 'QuotaExceededError' }])
    expect((await indexedDb().load('outbox')).toSorted()).toEqual([1, 4])
  })
})

describe('in a browser without any', () => {
  beforeEach(() => vi.stubGlobal('indexedDB', undefined))

  storageContract(() => indexedDb())

  test('it says so once', async () => {
    const storage = indexedDb()
    await storage.save('outbox', 'a', 1)
    await storage.load('outbox')
    expect(await causesOf(storage)).toHaveLength(1)
  })
})

describe('in private mode', () => {
  beforeEach(() => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw anError('SecurityError')
    })
  })

  storageContract(() => indexedDb())
})

describe('where the database never opens', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  test('the page waits five seconds, goes on in memory, and lets go of what opens later', async () => {
    const blocker = await openWithoutGivingWay()
    const deleted = deleteDB('pytake')
    const storage = indexedDb()
    const saved = storage.save('outbox', 'a', 1)
    await vi.advanceTimersByTimeAsync(5_000)
    await saved
    expect(await storage.load('outbox')).toEqual([1])
    expect(await causesOf(storage)).toHaveLength(1)
    vi.useRealTimers()
    blocker.close()
    await deleted
    await deleteDB('pytake')
    expect(await indexedDB.databases()).toEqual([])
  })
})

/** A tab of somebody else's making, that ignores being asked to close. */
const openWithoutGivingWay = () => openDB('pytake', DATABASE_VERSION)
