import type { ServerEnv } from '@pytake/server'
import type { Random } from './random'
import type { VirtualClock } from './virtual-clock'
import type { VirtualHttp } from './virtual-http'

/** What all processes of a run share. */
interface Surroundings {
  clock: VirtualClock
  random: Random
  http: VirtualHttp
}

/** The world as one server process has it: when the process dies, its timers and its connections die with it. */
export function createProcessEnv(world: Surroundings): { env: ServerEnv; kill(): void } {
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
