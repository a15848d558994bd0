import type { ClientFrame } from '@pytake/protocol'
import type { ClientEnv } from '../lib/env'

/** The others' display expires after 10 s; saying it this often keeps it up through one lost frame. */
const REPEAT_MS = 3_000
const IDLE_MS = 5_000

/** True if the frame went out. */
export type TypingSignalSender = (frame: ClientFrame) => boolean

/** Tells colleagues that we type, at most every few seconds and never for longer than we do. */
export function createTypingSignals(
  env: ClientEnv,
  send: TypingSignalSender,
): (conversationId: string, isTyping: boolean) => void {
  let current: { id: string; saidAtMs: number; cancelIdle: () => void } | null = null

  const stop = (): void => {
    if (!current) return
    current.cancelIdle()
    send({ type: 'typing_stop', conversation_id: current.id })
    current = null
  }

  return (id, isTyping) => {
    if (current?.id !== id || !isTyping) {
      // Stopping elsewhere says nothing about where we type now.
      if (!isTyping && current?.id !== id) return
      stop()
    }
    if (!isTyping) return
    current?.cancelIdle()
    let saidAtMs = current?.saidAtMs ?? -Infinity
    if (env.now() - saidAtMs >= REPEAT_MS) {
      saidAtMs = env.now()
      send({ type: 'typing_start', conversation_id: id })
    }
    current = { id, saidAtMs, cancelIdle: env.setTimer(IDLE_MS, stop) }
  }
}
