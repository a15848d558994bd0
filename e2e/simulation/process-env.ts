import type { ServerEnv } from '@pytake/server'
import type { World } from './world'

/** The world as one server process has it: when the process dies, its timers and its connections die with it. */
export function createProcessEnv(world: Pick<World, 'clock' | 'random' | 'http'>): { env: ServerEnv; kill(): void } {
  const timers = new Set<() => void>()
  let alive = true
  const never = new Promise<never>(() => undefined)
  return {
    env: {
      now: () => world.clock.now(),
      setTimer(delayMs, task) {
        if (!alive) return () => undefined
        const cancel = world.clock.setTimer(delayMs, () => {
          timers.delete(cancel)
          task()
        })
        timers.add(cancel)
        return () => {
          timers.delete(cancel)
          cancel()
        }
      },
      randomBytes: (length) => world.random.bytes(length),
      // What a dead process asked for may still arrive, but its answer reaches nobody.
      fetch: (request) => (alive ? world.http.fetch(request).then((answer) => (alive ? answer : never)) : never),
    },
    kill() {
      alive = false
      for (const cancel of timers) cancel()
      timers.clear()
    },
  }
}
