import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bundle } from './bundle'

const source = (name: string) => `packages/client/src/${name}.ts`
/** Entries that a page without them must not pay for. */
const ENTRIES = ['rest', 'indexed-db', 'tabs', 'uploads', 'devtools', 'testing']
/** Packages that belong to those entries, to Node, or to tests. */
const FOREIGN = /^node_modules\/(ky|ws|idb|msw)\//
const NEVER = /^packages\/client\/src\/(devtools|testing)[./]/

test('the core holds no other entry and nothing that only another needs', async () => {
  const { files } = await bundle("export { createClient } from '@pytake/client'")
  expect(files).toContain(source('client'))
  expect(files.filter((file) => FOREIGN.test(file) || NEVER.test(file))).toEqual([])
  for (const entry of ENTRIES) expect(files).not.toContain(source(entry))
})

test('what the core loads later is neither devtools nor the test kit', async () => {
  const { files } = await bundle("export { createClient } from '@pytake/client'", { withLazy: true })
  expect(files.filter((file) => FOREIGN.test(file) || NEVER.test(file))).toEqual([])
})

test.each(ENTRIES.filter((entry) => existsSync(new URL(`../../${source(entry)}`, import.meta.url))))(
  'a page that imports %s has it, and still no second core',
  async (entry) => {
    const { files } = await bundle(`export * from '@pytake/client/${entry}'; export * from '@pytake/client'`)
    expect(files.some((file) => file.startsWith(`packages/client/src/${entry}`))).toBe(true)
    expect(files.filter((file) => file === source('client'))).toHaveLength(1)
  },
)

test.each([
  ['isPytakeError', 'errors'],
  ['memoryStorage', 'outbox/storage'],
])('an import of %s brings nothing else', async (name, file) => {
  expect((await bundle(`export { ${name} } from '@pytake/client'`)).files).toEqual([source(file)])
})

test('one hook brings neither the others nor a client', async () => {
  const { files } = await bundle("export { useConnection } from '@pytake/react'")
  expect(files).toContain('packages/react/src/use-connection.ts')
  expect(files).not.toContain('packages/react/src/use-conversations.ts')
  expect(files).not.toContain(source('client'))
})

test.each(['protocol', 'client', 'react'])(
  'an import of @pytake/%s that uses nothing of it leaves no byte',
  async (name) => {
    expect(await bundle(`import '@pytake/${name}'`)).toEqual({ files: [], bytes: 0 })
  },
)
