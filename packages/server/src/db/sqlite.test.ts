import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { databaseContract } from '../testing/database.contract'
import { virtualEnv } from '../testing/virtual-env'
import { sqlite } from './sqlite'

const folder = mkdtempSync(join(tmpdir(), 'pytake-sqlite-'))
let files = 0
const newPath = () => join(folder, `${(files += 1)}`, 'deep', 'inbox.db')
afterAll(() => rmSync(folder, { recursive: true }))

databaseContract('sqlite in memory', async () => sqlite(':memory:'))
databaseContract('sqlite in a file', async () => sqlite(newPath()))

const event = (seq: number) => ({
  tenant_id: 'acme',
  seq,
  type: 'conversation_deleted' as const,
  conversation_id: 'c1',
  data: { conversation_id: 'c1', contact_id: 'p1', version: seq },
  created_at: '2026-01-15T10:30:00.000Z',
})
const head = (database: { read: Awaited<ReturnType<ReturnType<typeof sqlite>['open']>>['read'] }) =>
  database.read('acme', ({ log }) => log.head())

test('a file keeps its data, its epoch and its secret over a restart', async () => {
  const path = newPath()
  const first = await sqlite(path).open(virtualEnv())
  await first.write('acme', ({ log }) => log.append([event(1)]))
  await first.close()
  const second = await sqlite(`file:${path}`).open(virtualEnv())
  expect([second.epoch, second.secret]).toEqual([first.epoch, first.secret])
  expect(await head(second)).toBe(1)
  await second.close()
})

test('a file is in write-ahead mode', async () => {
  const path = newPath()
  const database = await sqlite(path).open(virtualEnv())
  const probe = new Database(path, { readonly: true })
  expect(probe.pragma('journal_mode', { simple: true })).toBe('wal')
  probe.close()
  await database.close()
})

test.each([':memory:', 'file'])('a copy of a database (%s) has all that was committed', async (kind) => {
  const adapter = sqlite(kind === 'file' ? newPath() : kind)
  const database = await adapter.open(virtualEnv())
  await database.write('acme', ({ log }) => log.append([event(1)]))
  const copy = await sqlite(adapter.serialize()).open(virtualEnv())
  expect([copy.epoch, await head(copy)]).toEqual([database.epoch, 1])
  await Promise.all([database.close(), copy.close()])
})

test.each([':memory:', 'file'])('a copy in the middle of a write (%s) is what a crash would leave', async (kind) => {
  const adapter = sqlite(kind === 'file' ? newPath() : kind)
  const database = await adapter.open(virtualEnv())
  await database.write('acme', ({ log }) => log.append([event(1)]))
  let bytes: Uint8Array | null = null
  const torn = database.write('acme', async ({ log }) => {
    await log.append([event(2)])
    bytes = adapter.serialize()
    await log.append([event(3)])
  })
  await expect(torn).rejects.toMatchObject({ code: 'service_unavailable' })
  if (bytes === null) throw new Error('the write did not run')
  const copy = await sqlite(bytes).open(virtualEnv())
  expect(await head(copy)).toBe(1)
  expect(await head(database)).toBe(1)
  await database.write('acme', ({ log }) => log.append([event(2)]))
  expect(await head(database)).toBe(2)
  await Promise.all([database.close(), copy.close()])
})

test('a database in memory can be copied after it was closed', async () => {
  const adapter = sqlite(':memory:')
  const database = await adapter.open(virtualEnv())
  await database.write('acme', ({ log }) => log.append([event(1)]))
  await database.close()
  const copy = await sqlite(adapter.serialize()).open(virtualEnv())
  expect(await head(copy)).toBe(1)
  await copy.close()
})

test('a database that a newer version has migrated is refused', async () => {
  const path = newPath()
  await (await sqlite(path).open(virtualEnv())).close()
  const file = new Database(path)
  file.prepare('insert into migrations (name, applied_at) values (?, ?)').run('9999-from-the-future', '2030')
  file.close()
  await expect(sqlite(path).open(virtualEnv())).rejects.toMatchObject({ code: 'invalid_configuration' })
})

test('a file that is no database is refused', async () => {
  const bytes = new TextEncoder().encode('not a database at all, but long enough to be read as one'.repeat(20))
  await expect(sqlite(bytes).open(virtualEnv())).rejects.toMatchObject({ code: 'invalid_configuration' })
})

test('a folder that cannot be made is refused', async () => {
  const path = newPath()
  await (await sqlite(path).open(virtualEnv())).close()
  await expect(sqlite(join(path, 'inbox.db')).open(virtualEnv())).rejects.toMatchObject({
    code: 'invalid_configuration',
  })
})

test('an adapter opens once', async () => {
  const adapter = sqlite(':memory:')
  const database = await adapter.open(virtualEnv())
  await expect(adapter.open(virtualEnv())).rejects.toMatchObject({ code: 'invalid_configuration' })
  await database.close()
})
