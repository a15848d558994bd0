import type { DurableFrame, EventData, ServerFrame, TransientFrame } from '@pytake/protocol'
import type { ConnectionReason, ConnectionState } from '../connection/state'
import type { PytakeError } from '../errors'
import { toPytakeError } from '../errors'
import { createGroups } from '../lib/groups'

type EventFrame = DurableFrame | TransientFrame

/** What `client.on` tells, by name: the events of the wire, and those of the connection. */
export type ClientEvents = { [Type in EventFrame['type']]: EventData<Type> } & {
  connect: Extract<ConnectionState, { status: 'connected' }>
  disconnect: ConnectionReason
  /** Whatever went wrong in the background. */
  error: PytakeError
  /** Every frame the server sends, as it came. */
  message: ServerFrame
}

export interface Emitter {
  on<Type extends keyof ClientEvents>(type: Type, listener: (data: ClientEvents[Type]) => void): () => void
  emit<Type extends keyof ClientEvents>(type: Type, data: ClientEvents[Type]): void
  /** An event of the wire, under its own name. */
  emitFrame(frame: EventFrame): void
  error(thrown: unknown): void
  close(): void
}

/** Whoever listens, under the name that tells what it hears. */
interface Subscription {
  tell(data: unknown): void
}

/** @param log hears what an `error` listener throws */
export function createEmitter(log: (line: string) => void): Emitter {
  // Subscriptions, not functions: the same function may listen twice.
  let subscriptions = createGroups<Subscription>()

  /** A listener that throws must keep neither the others nor the client from what follows. */
  const tell = (type: string, data: unknown): void => {
    for (const subscription of [...subscriptions.of(type)]) {
      try {
        subscription.tell(data)
      } catch (thrown) {
        if (type === 'error') log(`a listener of "error" failed: ${String(thrown)}`)
        else error(thrown)
      }
    }
  }
  const error = (thrown: unknown): void =>
    tell('error', toPytakeError(thrown, 'tell a listener', 'invalid_configuration'))

  return {
    on: (type, listener) => {
      const subscription: Subscription = { tell: listener }
      subscriptions.add(type, subscription)
      return () => subscriptions.remove(type, subscription)
    },
    emit: tell,
    emitFrame: (frame) => tell(frame.type, frame.data),
    error,
    close: () => {
      subscriptions = createGroups()
    },
  }
}
