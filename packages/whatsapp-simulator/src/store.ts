import { SimulatorError } from './errors'
import type { StateStorage } from './state-storage'
import { emptyState, stateSchema, type SimulatorState } from './state'

/** Owns the state: whoever changes it calls `changed()`, which tells the listeners and writes it down. */
export class Store {
  readonly state: SimulatorState
  readonly #storage: StateStorage
  readonly #onWriteError: (error: unknown) => void
  readonly #listeners = new Set<() => void>()
  #writing: Promise<void> | undefined
  #dirty = false

  /** @throws SimulatorError `state_unreadable` when what is stored is not a simulator's state. */
  static async open(storage: StateStorage, onWriteError: (error: unknown) => void): Promise<Store> {
    const text = await storage.read()
    return new Store(text === undefined ? emptyState() : parseState(text), storage, onWriteError)
  }

  private constructor(state: SimulatorState, storage: StateStorage, onWriteError: (error: unknown) => void) {
    this.state = state
    this.#storage = storage
    this.#onWriteError = onWriteError
  }

  changed(): void {
    for (const listener of [...this.#listeners]) listener()
    this.#dirty = true
    this.#writing ??= this.#writeWhileDirty()
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves when everything changed so far is written. */
  async flush(): Promise<void> {
    await this.#writing
  }

  /** One write at a time; changes made meanwhile share the next one, so a burst costs two writes and no timer. */
  async #writeWhileDirty(): Promise<void> {
    try {
      // Let the synchronous work that made the first change finish, so that it is one write.
      await Promise.resolve()
      while (this.#dirty) {
        this.#dirty = false
        await this.#storage.write(JSON.stringify(this.state))
      }
    } catch (error) {
      this.#onWriteError(error)
    } finally {
      this.#writing = undefined
    }
  }
}

function parseState(text: string): SimulatorState {
  try {
    return stateSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new SimulatorError(
      'state_unreadable',
      'unable to start; the state file is not one of this simulator version',
      {
        cause: error,
      },
    )
  }
}
