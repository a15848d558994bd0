/**
 * A value that changes, shaped for `useSyncExternalStore`: as long as nothing changed, `getSnapshot` returns the same
 * object. What has to be fetched is fetched when the first listener subscribes.
 */
export interface Live<Snapshot> {
  getSnapshot(): Snapshot
  /** Calls the listener after each change; returns its unsubscribe. */
  subscribe(listener: () => void): () => void
}

/** A live value that was fetched and can be fetched again. */
export interface LiveQuery<Snapshot> extends Live<Snapshot> {
  /** Fetches again and resolves when it is there; rejects with a `PytakeError`. */
  refresh(): Promise<void>
}
