import type { LockEvents, TabsPort } from './port'

/** Web Locks and BroadcastChannel, or null where there are none: outside pages, and in pages without HTTPS. */
export function browserTabs(): TabsPort | null {
  const hasBoth = typeof document !== 'undefined' && typeof BroadcastChannel !== 'undefined' && 'locks' in navigator
  return hasBoth ? { lock, openChannel } : null
}

function lock(name: string, steal: boolean, { onHeld, onStolen }: LockEvents): () => void {
  const wait = new AbortController()
  let isOver = false
  let release = (): void => undefined
  const hold = (): Promise<void> | undefined => {
    if (isOver) return
    const held = new Promise<void>((resolve) => (release = resolve))
    onHeld()
    return held
  }
  // A signal and `steal` exclude each other: what is stolen is held at once.
  const options = steal ? { steal } : { signal: wait.signal }
  navigator.locks.request(name, options, hold).catch(() => {
    if (!isOver) onStolen()
  })
  return () => {
    isOver = true
    wait.abort()
    release()
  }
}

function openChannel(name: string, onMessage: (message: unknown) => void) {
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }) => onMessage(data)
  return {
    post: (message: unknown) => channel.postMessage(message),
    close: () => channel.close(),
  }
}
