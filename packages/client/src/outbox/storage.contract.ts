import { expect, test } from 'vitest'
import type { ClientStorage } from './storage'

/** What every storage must do; call it in the test file of each. */
export function storageContract(create: () => ClientStorage): void {
  test('what was saved is loaded again, each collection for itself', async () => {
    const storage = create()
    await storage.save('outbox', 'a', { id: 'a', body: { content: 'Olá 👋', tags: ['x', null] } })
    await storage.save('outbox', 'b', { id: 'b' })
    await storage.save('drafts', 'a', 'rascunho')
    const outbox = await storage.load('outbox')
    expect(outbox).toHaveLength(2)
    expect(outbox).toContainEqual({ id: 'a', body: { content: 'Olá 👋', tags: ['x', null] } })
    expect(await storage.load('drafts')).toEqual(['rascunho'])
  })

  test('a collection nobody wrote to is empty', async () => {
    expect(await create().load('nothing')).toEqual([])
  })

  test('a value takes the place of an older one with the same id', async () => {
    const storage = create()
    await storage.save('outbox', 'a', 1)
    await storage.save('outbox', 'a', 2)
    expect(await storage.load('outbox')).toEqual([2])
  })

  test('what was removed is gone, and removing what is not there does nothing', async () => {
    const storage = create()
    await storage.save('outbox', 'a', 1)
    await storage.save('outbox', 'b', 2)
    await storage.remove('outbox', 'a')
    await storage.remove('outbox', 'never')
    await storage.remove('nowhere', 'b')
    expect(await storage.load('outbox')).toEqual([2])
  })

  test('ids and collections may be any text, and none is the beginning of another', async () => {
    const storage = create()
    const names = ['', 'a', 'a/b', 'a\u0000b', '["https://api.example.com","t","u"]/outbox', '🙂', '__proto__']
    for (const name of names) await storage.save(name, name, name)
    for (const name of names) expect(await storage.load(name)).toEqual([name])
  })

  test('a save without waiting for the one before still comes after it', async () => {
    const storage = create()
    const writes = [1, 2, 3].map((value) => storage.save('outbox', 'a', value))
    const removed = storage.save('outbox', 'b', 1)
    await Promise.all([...writes, removed, storage.remove('outbox', 'b')])
    expect(await storage.load('outbox')).toEqual([3])
  })

  test('a file keeps its bytes and its type', async () => {
    const storage = create()
    await storage.save('files', 'a', { id: 'a', blob: new Blob(['olá'], { type: 'text/plain' }) })
    const [held] = await storage.load('files')
    const blob = typeof held === 'object' && held !== null && 'blob' in held ? held.blob : null
    if (!(blob instanceof Blob)) throw new Error('no Blob came back')
    expect([await blob.text(), blob.type]).toEqual(['olá', 'text/plain'])
  })
}
