/** Counts sockets by key (an address, a user) and holds each key to a cap. */
export class SocketCensus {
  private readonly counts = new Map<string, number>()

  constructor(private readonly cap: number) {}

  /** False where the key already has as many as allowed; else the caller owes one `release`. */
  admit(key: string): boolean {
    const count = this.counts.get(key) ?? 0
    if (count >= this.cap) return false
    this.counts.set(key, count + 1)
    return true
  }

  release(key: string): void {
    const count = this.counts.get(key) ?? 0
    if (count <= 1) this.counts.delete(key)
    else this.counts.set(key, count - 1)
  }
}
