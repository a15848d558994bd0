'use client'

import { useSyncExternalStore } from 'react'

const STEP_MS = 15_000

/** The time in steps of 15 seconds; everything that shows relative times shares one timer. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, readStep, readStep)
}

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => listeners.forEach((notify) => notify()), STEP_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

const readStep = () => Math.floor(Date.now() / STEP_MS) * STEP_MS
