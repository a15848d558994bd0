import type { DurableFrame, EventData, ServerFrame, TransientFrame } from '@pytake/protocol'
import { EventEmitter } from 'eventemitter3'
import type { ConnectionReason, ConnectionState } from '../connection/state'
import type { PytakeError } from '../errors'
import { toPytakeError } from '../errors'

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

/** @param log hears what an `error` listener throws */
export function createEmitter(log: (line: string) => void): Emitter {
  const emitter = new EventEmitter()

  const error = (thrown: unknown): void => {
    emitter.emit('error', toPytakeError(thrown, 'tell a listener', 'invalid_configuration'))
  }

  return {
    on: (type, listener) => {
      // A function of its own each time: the same one may listen twice, and one that throws must keep neither the
      // others nor the client from what follows.
      const tell: typeof listener = (data) => {
        try {
          listener(data)
        } catch (thrown) {
          if (type === 'error') log(`a listener of "error" failed: ${String(thrown)}`)
          else error(thrown)
        }
      }
      emitter.on(type, tell)
      return () => {
        emitter.off(type, tell)
      }
    },
    emit: (type, data) => {
      emitter.emit(type, data)
    },
    emitFrame: ({ type, data }) => {
      emitter.emit(type, data)
    },
    error,
    close: () => {
      emitter.removeAllListeners()
    },
  }
}
