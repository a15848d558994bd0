/** Runs the task once after the delay; the returned function cancels it. */
export function setTimer(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, delayMs)
  return () => clearTimeout(timer)
}

/** In a hidden page there are no frames. */
const HIDDEN_FRAME_MS = 100

/** Runs the task once before the next frame is drawn, or where none is drawn, soon; the returned function cancels it. */
export function onNextFrame(task: () => void): () => void {
  const stop = () => {
    cancelTimer()
    if (frame !== null) cancelAnimationFrame(frame)
  }
  const run = () => {
    stop()
    task()
  }
  const cancelTimer = setTimer(HIDDEN_FRAME_MS, run)
  const frame = typeof requestAnimationFrame === 'function' ? requestAnimationFrame(run) : null
  return stop
}

/** Tells a developer once, and nobody in production. */
export function warnOnce(message: string): void {
  if (!isDevelopment() || warned.has(message)) return
  warned.add(message)
  console.warn(`@pytake/react: ${message}`)
}

/** Bounded by the number of warnings in this package. */
const warned = new Set<string>()

/** Bundlers replace the expression; where there is neither bundler nor Node it counts as production. */
const isDevelopment = (): boolean => typeof process !== 'undefined' && process.env.NODE_ENV !== 'production'
