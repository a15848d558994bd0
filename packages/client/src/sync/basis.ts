/** Something read over REST together with the log position read before it. */
export interface Anchored {
  /** Null where the answer names none. */
  eventCursor: string | null
}

/**
 * Where in the log all that we hold stands, and the guard over whatever is read beside it: data from before the
 * position would miss the events in between for ever.
 */
export interface Basis {
  cursor(): string | null
  /** An event was applied. */
  advance(cursor: string): void
  /** The log goes on elsewhere: what was asked for before does not count. */
  rebase(cursor: string): void
  /**
   * Reads and applies, in one turn with the check that no rebase came between. False where one did: read again.
   *
   * Without a position yet, the first answer gives it, so that one read comes first and all others wait for it.
   */
  read<Data extends Anchored>(fetch: () => Promise<Data>, apply: (data: Data) => void): Promise<boolean>
  /**
   * Call before a request that changes something; the answer may be kept as long as the given function says so. After a
   * rebase it may tell of what we may no longer see.
   */
  mark(): () => boolean
  /** The read that is to give the first position, if one is under way; never rejects. */
  firstRead(): Promise<void> | null
}

/**
 * @param onMove hears that there is more, or something else, to keep
 * @param onFirst the first position is known: what was read earlier and stands in no log may lack what came between
 */
export function createBasis(onMove: () => void = () => undefined, onFirst: () => void = () => undefined): Basis {
  let cursor: string | null = null
  let epoch = 0
  let first: Promise<void> | null = null

  const guarded = async <Data extends Anchored>(fetch: () => Promise<Data>): Promise<Data> => {
    if (cursor !== null) return fetch()
    let release = (): void => undefined
    first = new Promise((resolve) => (release = resolve))
    try {
      const data = await fetch()
      return data
    } finally {
      first = null
      release()
    }
  }

  return {
    cursor: () => cursor,
    advance: (next) => {
      cursor = next
      onMove()
    },
    rebase: (next) => {
      cursor = next
      epoch += 1
      onMove()
    },
    read: async (fetch, apply) => {
      while (cursor === null && first !== null) await first
      const begun = epoch
      const data = await guarded(fetch)
      if (epoch !== begun) return false
      const isFirst = cursor === null
      cursor ??= data.eventCursor
      apply(data)
      onMove()
      if (isFirst) onFirst()
      return true
    },
    mark: () => {
      const begun = epoch
      return () => epoch === begun
    },
    firstRead: () => first,
  }
}
