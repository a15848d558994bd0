import type { LiveQuery, PytakeClient } from '@pytake/client'
import { useLive } from './use-store'

interface Loadable {
  status: 'loading' | 'ready' | 'error'
  error: unknown
}

/** What is there once a component no longer waits. */
export type Loaded<Snapshot extends Loadable> = Exclude<Snapshot, { status: 'loading' }>

/**
 * Waits for the first answer through the `<Suspense>` above; where it fails, the error boundary above shows the error. Once
 * there, a failed refresh is only a state.
 *
 * @param shown how the same value is told, where that differs
 */
export function useLoaded<Snapshot extends Loadable>(
  client: PytakeClient,
  live: LiveQuery<Snapshot>,
  shown: LiveQuery<Snapshot> = live,
): Loaded<Snapshot> {
  const snapshot = useLive({
    ...shown,
    // A server that waited has it; while hydrating without it, the browser waits too.
    getServerSnapshot: () => live.getServerSnapshot?.() ?? live.getSnapshot(),
  })
  if (snapshot.status === 'ready') loadedOnce.add(live)
  if (snapshot.status === 'error' && !loadedOnce.has(live)) {
    failedOf(client).add(live)
    throw snapshot.error
  }
  // A thrown promise is how one waits on React 18, and React 19 takes it as well as what it hands to `use`.
  if (!isLoaded(snapshot)) throw loading(live)
  return snapshot
}

const isLoaded = <Snapshot extends Loadable>(snapshot: Snapshot): snapshot is Loaded<Snapshot> =>
  snapshot.status !== 'loading'

/** Asks again for what error boundaries stand for; their children may then be rendered again. */
export function retryFailed(client: PytakeClient): void {
  for (const live of failedOf(client)) void loading(live)
  failed.delete(client)
}

function failedOf(client: PytakeClient): Set<LiveQuery<unknown>> {
  const held = failed.get(client) ?? new Set()
  failed.set(client, held)
  return held
}

const loadedOnce = new WeakSet<object>()
/** What error boundaries show now; few, for each of them stands for a part of the page. */
const failed = new WeakMap<PytakeClient, Set<LiveQuery<unknown>>>()
const underWay = new WeakMap<object, Promise<void>>()

/** One promise for all that wait for the same; it never rejects, since the snapshot tells what went wrong. */
function loading(live: LiveQuery<unknown>): Promise<void> {
  const held = underWay.get(live)
  if (held) return held
  const settled = live
    .refresh()
    .catch(() => {})
    .then(() => void underWay.delete(live))
  underWay.set(live, settled)
  return settled
}
