import type { Batch } from './batch'
import type { Live } from './live'

/** A part of the client whose code is loaded when it is first needed. */
export interface DeferredPart<Part> {
  /** Rejects where the code cannot be loaded; the next call tries again. */
  get(): Promise<Part>
  /** Tells it something: at once where it is there, else after it came, in order. Lost where it cannot be loaded. */
  tell(task: (part: Part) => void): void
  /** As {@link DeferredPart.tell}, but loads nothing for it. */
  tellIfLoaded(task: (part: Part) => void): void
  /** A live value of it that is `initial` until it is there. */
  live<Snapshot>(initial: Snapshot, pick: (part: Part) => Live<Snapshot>): Live<Snapshot>
}

export function createDeferredPart<Part>(batch: Batch, load: () => Promise<Part>): DeferredPart<Part> {
  let loaded: Part | null = null
  let loading: Promise<Part> | null = null

  const get = (): Promise<Part> =>
    (loading ??= load().then(
      (part) => (loaded = part),
      (error: unknown) => {
        loading = null
        throw error
      },
    ))
  const tell = (task: (part: Part) => void): void => (loaded ? task(loaded) : void get().then(task, () => undefined))

  return {
    get,
    tell,
    tellIfLoaded: (task) => {
      if (loading) tell(task)
    },
    live: (initial, pick) => ({
      getSnapshot: () => (loaded ? pick(loaded).getSnapshot() : initial),
      subscribe: (listener) => {
        let stop: (() => void) | null = () => undefined
        const isEarly = !loaded
        tell((part) => {
          if (!stop) return
          stop = pick(part).subscribe(listener)
          if (isEarly) batch.add(listener)
        })
        return () => {
          stop?.()
          stop = null
        }
      },
    }),
  }
}
