import type { ServerEnv } from '../env'
import type { Change, Changes } from './change'
import type { Database } from './database'
import type { MediaStore } from './ports'
import type { WorkKey } from './work-rows'

/** What the queues work with. */
export interface QueueContext {
  readonly database: Database
  readonly changes: Changes
  readonly env: ServerEnv
  readonly files: Pick<MediaStore, 'read'>
}

/** Calls to the provider or the network per receipt, reaction and file, before it is given up. */
export const MAX_RECEIPT_TRIES = 8
export const MAX_REACTION_TRIES = 8
export const MAX_MEDIA_TRIES = 8

/**
 * Takes each key in a write of its tenant, so that every query stays bound to one; null means that it was taken or
 * settled since it was found due.
 */
export async function takeEach<T>(
  { changes }: Pick<QueueContext, 'changes'>,
  keys: readonly WorkKey[],
  take: (change: Change, key: WorkKey) => Promise<T | null>,
): Promise<T[]> {
  const byTenant = new Map<string, WorkKey[]>()
  for (const key of keys) byTenant.set(key.tenant_id, [...(byTenant.get(key.tenant_id) ?? []), key])
  const outcomes = await Promise.allSettled(
    [...byTenant].map(([tenantId, own]) =>
      changes.run(tenantId, async (change) => {
        const results: T[] = []
        for (const key of own) {
          const result = await take(change, key)
          if (result !== null) results.push(result)
        }
        return results
      }),
    ),
  )
  const taken = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []))
  // What was taken holds a lease now: dropping it for another tenant's failure would leave it to expire unsent.
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (taken.length === 0 && failed !== undefined) throw failed.reason
  return taken
}

export const isoTime = (ms: number): string => new Date(ms).toISOString()
