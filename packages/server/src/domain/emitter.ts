/** Where in which log something happened. */
export interface EventPlace {
  tenant_id: string
  seq: number
}

/**
 * Calls listeners by type. One that throws must not undo what it only hears about, so its error goes to `onError` and
 * the others are called.
 */
export class EventEmitter<Data extends object> {
  readonly #entries: { [Type in keyof Data]?: Set<{ listener: (data: Data[Type], place: EventPlace) => void }> } = {}
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  on<Type extends keyof Data>(type: Type, listener: (data: Data[Type], place: EventPlace) => void): () => void {
    const entries = (this.#entries[type] ??= new Set())
    // An entry of its own, so that a function given twice is called twice and unsubscribed one by one.
    const entry = { listener }
    entries.add(entry)
    return () => void entries.delete(entry)
  }

  emit<Type extends keyof Data>(type: Type, data: Data[Type], place: EventPlace): void {
    for (const { listener } of [...(this.#entries[type] ?? [])]) {
      try {
        listener(data, place)
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}
