import type { ClientEnv, LifecycleSignal } from '../lib/env'
import type { LockEvents, TabsPort } from '../tabs/port'
import type { VirtualEnv } from './virtual-env'

/** How long another tab's message and a lock are on their way. */
const HOP_MS = 1

/** A page of the fake browser, with a life of its own. */
export interface FakeTab {
  env: ClientEnv
  port: TabsPort
  /** The process is gone between two instructions: nothing it began goes on, its locks are free. */
  kill(): void
  /** Nothing runs until it thaws, then all that came meanwhile; its locks stay held. */
  hang(): void
  thaw(): void
  /** Into the back-forward cache and out of it: the page is told, then stands still and misses its channel. */
  hide(): void
  show(): void
  /** Another tab is in front. */
  cover(): void
  uncover(): void
  readonly lifecycle: ReadonlySet<unknown>
}

type Life = 'running' | 'hanging' | 'dead'

interface LockRequest {
  name: string
  give(): void
  take(): void
}

/** Tabs that share locks and channels, over one virtual world. */
export function createFakeBrowser(world: VirtualEnv) {
  const holders = new Map<string, LockRequest>()
  const queues = new Map<string, LockRequest[]>()
  const channels = new Map<string, Set<(message: unknown) => void>>()

  const grantNext = (name: string): void => {
    const next = queues.get(name)?.shift()
    if (next === undefined) holders.delete(name)
    else hold(next)
  }
  const hold = (request: LockRequest): void => {
    holders.set(request.name, request)
    request.give()
  }
  const request = (lock: LockRequest, steal: boolean): void => {
    const holder = holders.get(lock.name)
    if (holder && !steal) return void queues.set(lock.name, [...(queues.get(lock.name) ?? []), lock])
    holder?.take()
    hold(lock)
  }
  const withdraw = (lock: LockRequest): void => {
    queues.set(
      lock.name,
      (queues.get(lock.name) ?? []).filter((other) => other !== lock),
    )
    if (holders.get(lock.name) === lock) grantNext(lock.name)
  }

  const openTab = (): FakeTab => {
    let life: Life = 'running'
    let hidden = false
    const missed: (() => void)[] = []
    const lifecycle = new Set<(signal: LifecycleSignal) => void>()
    const ends = new Set<() => void>()

    /** Runs what the outside brings, when the page can run it. */
    const bring = (task: () => void): void => {
      if (life === 'running') task()
      else if (life === 'hanging') missed.push(() => bring(task))
    }
    const untilEnd = (end: () => void): (() => void) => {
      ends.add(end)
      return () => {
        ends.delete(end)
        end()
      }
    }
    const signal = (what: LifecycleSignal): void => {
      for (const listener of [...lifecycle]) listener(what)
    }

    const lock = (name: string, steal: boolean, { onHeld, onStolen }: LockEvents): (() => void) => {
      let isOver = false
      const bringIfWanted = (task: () => void) => world.setTimer(HOP_MS, () => bring(() => void (isOver || task())))
      const asked: LockRequest = { name, give: () => bringIfWanted(onHeld), take: () => bringIfWanted(onStolen) }
      request(asked, steal)
      return untilEnd(() => {
        isOver = true
        withdraw(asked)
      })
    }
    const openChannel: TabsPort['openChannel'] = (name, onMessage) => {
      const members = channels.get(name) ?? new Set()
      channels.set(name, members)
      let isOpen = true
      const hear = (message: unknown): void =>
        void world.setTimer(HOP_MS, () => bring(() => void (isOpen && onMessage(message))))
      members.add(hear)
      const close = untilEnd(() => {
        isOpen = false
        members.delete(hear)
      })
      return {
        post: (message) => {
          if (life === 'dead' || !isOpen) return
          // Copied as the browser does; what cannot be cloned must fail here as it fails there.
          for (const member of members) if (member !== hear) member(structuredClone(message))
        },
        close,
      }
    }

    const env: ClientEnv = {
      now: world.now,
      monotonicNow: world.monotonicNow,
      randomBytes: world.randomBytes,
      isHidden: () => hidden,
      pageAddress: () => null,
      log: world.log,
      load: world.load,
      setTimer: (delayMs, task) => {
        if (life === 'dead') return () => undefined
        let isCancelled = false
        const cancel = world.setTimer(delayMs, () => bring(() => void (isCancelled || task())))
        return untilEnd(() => {
          isCancelled = true
          cancel()
        })
      },
      fetch: (asked) =>
        new Promise((resolve, reject) => {
          if (life === 'dead') return
          world.fetch(asked).then(
            (answer) => bring(() => resolve(answer)),
            (error: unknown) => bring(() => reject(error instanceof Error ? error : new Error(String(error)))),
          )
        }),
      createSocket: (url, events) => {
        const socket = world.createSocket(url, {
          onOpen: () => bring(events.onOpen),
          onMessage: (text) => bring(() => events.onMessage(text)),
          onClose: (code, reason) => bring(() => events.onClose(code, reason)),
        })
        const terminate = untilEnd(socket.terminate)
        return { send: (text) => void (life === 'running' && socket.send(text)), terminate }
      },
      onLifecycle: (listener) => {
        lifecycle.add(listener)
        return () => {
          lifecycle.delete(listener)
        }
      },
    }

    return {
      env,
      port: { lock, openChannel },
      lifecycle,
      kill: () => {
        life = 'dead'
        for (const end of [...ends]) end()
        ends.clear()
      },
      hang: () => {
        if (life === 'running') life = 'hanging'
      },
      thaw: () => {
        if (life !== 'hanging') return
        life = 'running'
        for (const task of missed.splice(0)) task()
      },
      hide: () => {
        signal('pagehide')
        if (life === 'running') life = 'hanging'
      },
      show: () => {
        if (life !== 'hanging') return
        life = 'running'
        for (const task of missed.splice(0)) task()
        signal('pageshow')
      },
      cover: () => {
        hidden = true
      },
      uncover: () => {
        hidden = false
        signal('visible')
      },
    }
  }

  return { openTab, holders }
}
