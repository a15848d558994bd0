import type { ClientFrame } from '@pytake/protocol'
import type { ClientEnv } from '../lib/env'

/** The others' display expires after 10 s; saying it this often keeps it up through one lost frame. */
const REPEAT_MS = 3_000
const IDLE_MS = 5_000

/** Tells colleagues that we type, at most every few seconds and never for longer than we do. */
export interface TypingSignals {
  set(conversationId: string, isTyping: boolean): void
  close(): void
}

export function createTypingSignals(env: ClientEnv, send: (frame: ClientFrame) => boolean): TypingSignals {
  let current: { conversationId: string; saidAtMs: number; cancelIdle: () => void } | null = null

  const stop = (): void => {
    if (current === null) return
    current.cancelIdle()
    send({ type: 'typing_stop', conversation_id: current.conversationId })
    current = null
  }

  const start = (conversationId: string): void => {
    if (current?.conversationId !== conversationId) stop()
    current?.cancelIdle()
    const nowMs = env.now()
    const isDue = current === null || nowMs - current.saidAtMs >= REPEAT_MS
    if (isDue) send({ type: 'typing_start', conversation_id: conversationId })
    const saidAtMs = isDue || current === null ? nowMs : current.saidAtMs
    current = { conversationId, saidAtMs, cancelIdle: env.setTimer(IDLE_MS, stop) }
  }

  return {
    set: (conversationId, isTyping) => {
      if (isTyping) start(conversationId)
      else if (current?.conversationId === conversationId) stop()
    },
    close: () => {
      current?.cancelIdle()
      current = null
    },
  }
}
