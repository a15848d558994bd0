import type { Bus } from '../domain/ports'

export interface MemoryBusOptions {
  /** A listener threw; the others and the publisher, who has committed, are not to suffer from it. */
  onListenerError?: (error: unknown) => void
}

/**
 * The bus of a single process, and the default: what is published reaches every listener before the call returns.
 *
 * @example
 * const bus = memory()
 * const unsubscribe = bus.onHint(({ tenant_id, seq }) => feeds.wake(tenant_id, seq))
 */
export function memory(options: MemoryBusOptions = {}): Bus {
  const onListenerError = options.onListenerError ?? (() => undefined)
  const hints = createEmitter<Parameters<Bus['publishHint']>[0]>(onListenerError)
  const transients = createEmitter<Parameters<Bus['publishTransient']>[0]>(onListenerError)
  return {
    publishHint: hints.emit,
    publishTransient: transients.emit,
    onHint: hints.on,
    onTransient: transients.on,
    close: () => {
      hints.clear()
      transients.clear()
      return Promise.resolve()
    },
  }
}

function createEmitter<Item>(onListenerError: (error: unknown) => void) {
  type Listener = (item: Item) => void
  // Each subscription is an object of its own, so the same function may listen twice and leave once.
  const subscriptions = new Set<{ listener: Listener }>()
  return {
    emit(item: Item): void {
      for (const { listener } of [...subscriptions]) {
        try {
          listener(item)
        } catch (error) {
          onListenerError(error)
        }
      }
    },
    on(listener: Listener): () => void {
      const subscription = { listener }
      subscriptions.add(subscription)
      return () => {
        subscriptions.delete(subscription)
      }
    },
    clear: () => subscriptions.clear(),
  }
}
