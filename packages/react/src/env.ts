/** Runs the task once after the delay; the returned function cancels it. */
export function setTimer(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, delayMs)
  return () => clearTimeout(timer)
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
