import { afterEach, expect, test } from 'vitest'
import { memory } from '../bus/memory'
import { sqlite } from '../db/sqlite'
import { recordingLogger } from '../testing/recording-logger'
import { virtualEnv } from '../testing/virtual-env'
import { createChanges, type Changes } from './change'
import type { Database } from './database'
import { takeEach } from './queue-context'

const keys = ['acme', 'broken', 'globex'].map((tenant_id) => ({ tenant_id, id: `work of ${tenant_id}` }))

let database: Database | null = null
afterEach(() => database?.close())

/** Real changes, but for tenants whose commit fails. */
async function changesFailingFor(broken: readonly string[]): Promise<Changes> {
  const env = virtualEnv()
  database = await sqlite(':memory:').open(env)
  const changes = createChanges({ database, env, bus: memory(), logger: recordingLogger() })
  return {
    ...changes,
    run: (tenantId, work) =>
      broken.includes(tenantId) ? Promise.reject(new Error(`no commit for ${tenantId}`)) : changes.run(tenantId, work),
  }
}

test('what was taken for one tenant is kept although the commit of another failed', async () => {
  const changes = await changesFailingFor(['broken'])
  const taken = await takeEach({ changes }, keys, async (_change, key) => key.id)
  expect(taken).toEqual(['work of acme', 'work of globex'])
})

test('when nothing could be taken the failure is told', async () => {
  const changes = await changesFailingFor(['acme', 'broken', 'globex'])
  await expect(takeEach({ changes }, keys, async (_change, key) => key.id)).rejects.toThrow('no commit for acme')
})
