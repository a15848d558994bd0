/**
 * A value that changes, shaped for `useSyncExternalStore`: as long as nothing changed, `getSnapshot` returns the same
 * object. What has to be fetched is fetched when the first listener subscribes.
 */
export interface Live<Snapshot> {
  getSnapshot(): Snapshot
  /** Calls the listener after each change; returns its unsubscribe. */
  subscribe(listener: () => void): () => void
  /** What a server handed over, as it was then; undefined where it handed nothing over. Hydration starts from it. */
  getServerSnapshot?(): Snapshot | undefined
}

/** A live value that was fetched and can be fetched again. */
export interface LiveQuery<Snapshot> extends Live<Snapshot> {
  /** Fetches again and resolves when it is there; rejects with a `PytakeError`. */
  refresh(): Promise<void>
}
