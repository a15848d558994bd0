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

  /** A listener that throws must not keep the client from applying what follows. */
  const tell = (type: string, data: unknown): void => {
    try {
      emitter.emit(type, data)
    } catch (thrown) {
      if (type === 'error') log(`a listener of "error" failed: ${String(thrown)}`)
      else error(thrown)
    }
  }
  const error = (thrown: unknown): void =>
    tell('error', toPytakeError(thrown, 'tell a listener', 'invalid_configuration'))

  return {
    on: (type, listener) => {
      emitter.on(type, listener)
      return () => {
        emitter.off(type, listener)
      }
    },
    emit: tell,
    emitFrame: (frame) => tell(frame.type, frame.data),
    error,
    close: () => {
      emitter.removeAllListeners()
    },
  }
}
