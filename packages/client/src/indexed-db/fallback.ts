import type { ClientStorage } from '../outbox/storage'
import type { Entries } from './entries'

/**
 * Each call that the database refuses is carried out in memory instead, and whoever asked does not notice. Each for
 * itself: on a full disk a short message may still find its place where a film did not.
 */
export function createFallback(entries: Entries): ClientStorage {
  const collections = new Map<string, Map<string, unknown>>()
  let tell: (cause: unknown) => void = () => undefined
  const degraded = new Promise<unknown>((resolve) => (tell = resolve))
  const heldIn = (collection: string) => collections.get(collection) ?? new Map<string, unknown>()
  // One after the other: what falls back must not overtake what was asked for before it.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work)
    last = turn
    return turn
  }

  return {
    degraded,
    load: (collection) =>
      inTurn(async () => {
        const stored = await entries.load(collection).catch((cause: unknown) => {
          tell(cause)
          return []
        })
        const held = heldIn(collection)
        return [...stored.filter(({ id }) => !held.has(id)).map(({ value }) => value), ...held.values()]
      }),
    save: (collection, id, value) =>
      inTurn(async () => {
        try {
          await entries.save({ collection, id, value })
          heldIn(collection).delete(id)
        } catch (cause) {
          tell(cause)
          collections.set(collection, heldIn(collection).set(id, value))
        }
      }),
    remove: (collection, id) =>
      inTurn(async () => {
        heldIn(collection).delete(id)
        await entries.remove(collection, id).catch(tell)
      }),
  }
}
