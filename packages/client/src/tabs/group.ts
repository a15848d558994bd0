import type { ClientEnv } from '../lib/env'
import type { Ask, Snapshot, TabMessage, Told } from './messages'
import { tabMessage } from './messages'
import type { TabsChannel, TabsPort } from './port'

/** A leader that says nothing for this long has hung: together with the change of hands this stays below a second. */
const ANSWER_TIMEOUT_MS = 600
/** How often somebody who looks at the page asks whether the leader lives. Its end needs no asking: the lock tells. */
const PING_INTERVAL_MS = 5_000
/** A timer this late says that we slept ourselves, and nothing about the leader. */
const LATE_TIMER_MS = 1_500

export interface GroupOptions {
  env: ClientEnv
  port: TabsPort
  /** The tabs of one name share. */
  name: string
  log(line: string): void
  /** What another tab needs to follow. */
  snapshot(): Snapshot
  /** This tab leads from now on. */
  onLead(): void
  /** It does no longer. */
  onLost(): void
  /** This tab follows from here on; comes again after messages were missed. */
  onFollow(snapshot: Snapshot): void
  onTold(told: Told): void
  onAsk(ask: Ask, from: string): void
  /** The leader lives. */
  onPong(isHidden: boolean): void
  onLogout(): void
}

/** The tabs of one user: which one leads, and what they tell one another. */
export interface Group {
  isLeading(): boolean
  isFollowing(): boolean
  isInside(): boolean
  enter(): void
  /** Lets go of lock and channel, so that the page may go into the back-forward cache. */
  leave(): void
  /** Steals the lead. */
  takeOver(): void
  /** Gives the lead to the tab that has waited longest. */
  resign(): void
  /** Says something to all that follow. */
  tell(told: Told): void
  /** Asks the leader for something. */
  ask(ask: Ask): void
  logout(): void
}

type Place =
  | { name: 'outside' }
  | { name: 'waiting' }
  | { name: 'following'; leader: string; seq: number }
  | { name: 'leading'; seq: number }

type Content<Message> = Message extends { from: string } ? Omit<Message, 'from'> : never

export function createGroup({ env, port, name, log, ...on }: GroupOptions): Group {
  const id = String(env.randomBytes(9))
  let place: Place = { name: 'outside' }
  let channel: TabsChannel | null = null
  let releaseLock = (): void => undefined
  let cancelPing = (): void => undefined
  let cancelWatch: (() => void) | null = null

  const post = (content: Content<TabMessage>): void => channel?.post({ from: id, ...content })

  const unwatch = (): void => {
    cancelWatch?.()
    cancelWatch = null
  }
  /** Asks, and takes over from a leader that does not answer. */
  const probe = (type: 'hello' | 'ping'): void => {
    post({ type })
    if (cancelWatch !== null) return
    const dueAtMs = env.now() + ANSWER_TIMEOUT_MS
    cancelWatch = env.setTimer(ANSWER_TIMEOUT_MS, () => {
      cancelWatch = null
      if (env.now() > dueAtMs + LATE_TIMER_MS) return probe(type)
      log('the leading tab does not answer')
      takeOver()
    })
  }
  const pingLater = (): void => {
    cancelPing()
    cancelPing = env.setTimer(PING_INTERVAL_MS, () => {
      if (place.name === 'following' && !env.isHidden()) probe('ping')
      pingLater()
    })
  }

  const queue = (steal: boolean): void => {
    releaseLock()
    releaseLock = port.lock(name, steal, { onHeld: lead, onStolen: queueAgain })
  }
  const lead = (): void => {
    unwatch()
    log('this tab leads')
    place = { name: 'leading', seq: 0 }
    on.onLead()
    announce(null)
  }
  const announce = (to: string | null): void => {
    if (place.name === 'leading') post({ type: 'lead', to, seq: place.seq, snapshot: on.snapshot() })
  }
  const stepDown = (): void => {
    if (place.name !== 'leading') return
    log('this tab leads no longer')
    place = { name: 'waiting' }
    post({ type: 'resign' })
    on.onLost()
  }
  const wait = (): void => {
    place = { name: 'waiting' }
    probe('hello')
  }
  const queueAgain = (): void => {
    stepDown()
    wait()
    queue(false)
  }
  const takeOver = (): void => {
    if (place.name !== 'leading' && place.name !== 'outside') queue(true)
  }

  const follow = (leader: string, seq: number, snapshot: Snapshot): void => {
    place = { name: 'following', leader, seq }
    on.onFollow(snapshot)
  }
  const onTold = (from: string, seq: number, told: Told): void => {
    if (place.name !== 'following' || place.leader !== from) return
    if (seq !== place.seq + 1) return wait()
    place.seq = seq
    on.onTold(told)
  }

  const hear = (value: unknown): void => {
    const parsed = tabMessage.safeParse(value)
    if (!parsed.success) return
    const message = parsed.data
    const { from } = message
    if (place.name === 'following' && place.leader === from) unwatch()
    switch (message.type) {
      case 'hello':
        return announce(from)
      case 'ping':
        if (place.name === 'leading') post({ type: 'pong', to: from, seq: place.seq, isHidden: env.isHidden() })
        return
      case 'pong':
        if (message.to !== id || place.name !== 'following' || place.leader !== from) return
        // What was told and did not arrive here, perhaps because this page was frozen.
        return place.seq === message.seq ? on.onPong(message.isHidden) : wait()
      case 'lead':
        if (place.name === 'leading' || (message.to !== null && message.to !== id)) return
        unwatch()
        return follow(from, message.seq, message.snapshot)
      case 'resign':
        return place.name === 'following' && place.leader === from ? wait() : undefined
      case 'logout':
        return on.onLogout()
      case 'ask':
        return place.name === 'leading' ? on.onAsk(message.ask, from) : undefined
      case 'told':
        return onTold(from, message.seq, message.told)
    }
  }

  return {
    isLeading: () => place.name === 'leading',
    isFollowing: () => place.name === 'following',
    isInside: () => place.name !== 'outside',
    enter: () => {
      if (place.name !== 'outside') return
      channel = port.openChannel(name, hear)
      wait()
      pingLater()
      queue(false)
    },
    leave: () => {
      if (place.name === 'outside') return
      unwatch()
      cancelPing()
      stepDown()
      releaseLock()
      place = { name: 'outside' }
      channel?.close()
      channel = null
    },
    takeOver,
    resign: () => {
      if (place.name === 'leading') queueAgain()
    },
    tell: (told) => {
      if (place.name !== 'leading') return
      place.seq += 1
      post({ type: 'told', seq: place.seq, told })
    },
    ask: (ask) => {
      if (place.name !== 'following') return
      post({ type: 'ask', ask })
      probe('ping')
    },
    logout: () => post({ type: 'logout' }),
  }
}
