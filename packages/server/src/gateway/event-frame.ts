import type { DurableFrame, TransientFrame } from '@pytake/protocol'
import { cursorPrefix } from '../domain/cursor'
import type { LogEvent, TransientEvent } from '../domain/ports'

/** A log event as text, up to the part of the cursor that differs by principal. */
export interface EventFrame {
  /** The whole frame for one principal; kept, so that its further sockets cost nothing. */
  textFor(principalHash: string): string
}

/** Serialises an event once for everybody; only the tail of its cursor is appended per principal. */
export function encodeEvent(epoch: string, event: LogEvent): EventFrame {
  const frame: Pick<DurableFrame, 'type' | 'data' | 'at'> = { type: event.type, data: event.data, at: event.created_at }
  const shared = `${JSON.stringify(frame).slice(0, -1)},"cursor":"${cursorPrefix(epoch, event.seq)}`
  const texts = new Map<string, string>()
  return {
    textFor(principalHash) {
      const known = texts.get(principalHash)
      if (known !== undefined) return known
      const text = `${shared}${principalHash}"}`
      texts.set(principalHash, text)
      return text
    },
  }
}

/** Typing and presence: the same text for everybody, without a cursor, since they are not in the log. */
export function encodeTransient(event: Pick<TransientEvent, 'type' | 'data'>, nowMs: number): string {
  const type: TransientFrame['type'] = event.type
  return JSON.stringify({ type, data: event.data, at: new Date(nowMs).toISOString() })
}
