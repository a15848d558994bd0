/** What tabs of one browser have in common, as far as sharing needs it. */
export interface TabsPort {
  /**
   * Waits for the lock of that name, held by one tab at a time. `steal` takes it from whoever holds it.
   *
   * @returns gives the lock back, or gives up waiting; nothing is told after it
   */
  lock(name: string, steal: boolean, events: LockEvents): () => void
  /** Whatever another tab posts on the channel of that name arrives here, in order. */
  openChannel(name: string, onMessage: (message: unknown) => void): TabsChannel
}

export interface LockEvents {
  onHeld(): void
  /** Another tab stole it. */
  onStolen(): void
}

export interface TabsChannel {
  post(message: unknown): void
  close(): void
}
