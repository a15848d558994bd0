import type { ServerFrame } from '@pytake/protocol'
import type { SocketConnection } from '../connection/connection'
import type { ReadFrames } from '../connection/frames'
import { IDLE } from '../connection/machine'
import type { ConnectionReason, ConnectionState } from '../connection/state'
import type { LifecycleSignal } from '../lib/env'
import type { Follower } from './follower'
import { createFollower } from './follower'
import type { Group } from './group'
import type { Ask, Snapshot, Told } from './messages'
import type { TabSeat } from './plugin'
import { createViewings } from './viewings'

/** Colleagues whose presence is remembered for tabs that come later. */
const MAX_PRESENCE = 1_000

export type ConnectionSnapshot = Omit<Snapshot, 'items'>

/** The one socket as each tab sees it: the leader holds it, the others mirror it. */
export interface SharedConnection extends SocketConnection {
  /** Hands on what a poll read. */
  share(read: ReadFrames): void
  sharePosition(): void
  snapshot(): ConnectionSnapshot
  lead(): void
  lost(): void
  follow(snapshot: ConnectionSnapshot): void
  told(told: Told): void
  asked(ask: Ask, from: string): void
  /** True where the socket of a leader nobody sees fails somebody who looks. */
  isStuck(): boolean
  suspend(): void
}

export function createSharedConnection(seat: TabSeat, group: Group): SharedConnection {
  const { connection: options, env } = seat
  let real: SocketConnection | null = null
  let relaySignal = (_signal: LifecycleSignal): void => undefined
  let state: ConnectionState = IDLE.visible
  /** What the leader says; ours differs where we were told to disconnect. */
  let leaderState = state
  let isWanted = false
  /** `connect()` was called and nobody has answered it yet. */
  let isAsking = false
  let serverAheadMs = 0
  /** Whether those who follow know where our frames go on. */
  let isPositionShared = false
  const presence = new Map<string, ServerFrame>()
  const follower: Follower = createFollower(seat)
  const viewings = createViewings((frame) => real?.send(frame) ?? false)

  const become = (next: ConnectionState): void => {
    state = next
    options.onState(next)
  }
  const share = (read: ReadFrames): void => {
    for (const frame of read.frames) {
      if (frame.type !== 'presence_updated') continue
      presence.set(frame.data.user_id, frame)
      const oldest = presence.size > MAX_PRESENCE && presence.keys().next().value
      if (oldest) presence.delete(oldest)
    }
    group.tell({ type: 'frames', read })
  }
  const sharePosition = (): void => {
    isPositionShared = true
    group.tell({ type: 'position', cursor: seat.cursor() })
  }

  const start = (): void => {
    const isCurrent = () => real === started
    const started: SocketConnection = seat.createConnection({
      ...options,
      env: {
        ...env,
        onLifecycle: (listener) => {
          relaySignal = listener
          return env.onLifecycle(listener)
        },
      },
      onSession: (frame) => {
        options.onSession(frame)
        if (!frame.resumed || !isPositionShared) sharePosition()
      },
      onFrames: (read) => {
        share(read)
        options.onFrames(read)
      },
      onState: (next) => {
        if (!isCurrent()) return
        if (next.status === 'connected') {
          serverAheadMs = started.serverNow() - env.now()
          presence.clear()
          viewings.retell()
        }
        const told = afterTakeover(state, next)
        group.tell({ type: 'state', state: told, serverNowMs: env.now() + serverAheadMs })
        become(told)
      },
    })
    real = started
    started.connect()
  }
  const stop = (): void => {
    const stopped = real
    real = null
    stopped?.close()
  }
  const mirror = (next: ConnectionState, serverNowMs: number): void => {
    leaderState = next
    serverAheadMs = serverNowMs - env.now()
    if (isWanted) become(next)
  }

  return {
    state: () => state,
    connect: () => {
      const wasWanted = isWanted
      isWanted = true
      if (real) return real.connect()
      if (group.isLeading()) return start()
      isAsking = true
      group.enter()
      if (!wasWanted || state.status === 'closed') become(group.isFollowing() ? leaderState : CONNECTING)
      if (!group.isFollowing()) return
      // A leader that was refused or told to stay away is no help: this tab may have what it lacks.
      if (leaderState.status === 'closed' || leaderState.status === 'idle') return group.takeOver()
      if (!wasWanted) follower.catchUp()
      group.ask({ type: 'connect' })
    },
    disconnect: () => {
      isWanted = isAsking = false
      follower.stop()
      stop()
      if (state.status !== 'idle') become(DISCONNECTED)
      group.resign()
    },
    polled: (isReachable) => real?.polled(isReachable),
    send: (frame) => {
      if (state.status !== 'connected') return false
      if (group.isLeading()) return viewings.pass(OWN, frame)
      group.ask({ type: 'frame', frame })
      return true
    },
    serverNow: () => env.now() + serverAheadMs,
    close: () => {
      follower.stop()
      stop()
      if (state.status !== 'idle') become(DISCONNECTED)
    },
    snapshot: () => ({
      isWanted,
      state,
      serverNowMs: env.now() + serverAheadMs,
      cursor: seat.cursor(),
      presence: [...presence.values()],
    }),
    lead: () => {
      follower.stop()
      isPositionShared = seat.cursor() !== null
      // Refused for good stays refused, until somebody asks anew.
      if (isWanted && (isAsking || state.status !== 'closed')) start()
      isAsking = false
    },
    lost: () => {
      stop()
      viewings.clear()
      presence.clear()
    },
    follow: (snapshot) => {
      const isRefused = snapshot.state.status === 'closed' && isAsking
      isAsking = false
      leaderState = snapshot.state
      if (!isWanted) return
      if (!snapshot.isWanted || isRefused) return group.takeOver()
      mirror(snapshot.state, snapshot.serverNowMs)
      if (snapshot.presence.length > 0) options.onFrames({ frames: snapshot.presence, faults: [] })
      follower.goOnFrom(snapshot.cursor)
    },
    told: (told) => {
      if (told.type === 'state') mirror(told.state, told.serverNowMs)
      else if (!isWanted) return
      else if (told.type === 'position') follower.goOnFrom(told.cursor)
      else if (told.type === 'frames') follower.take(told.read)
    },
    asked: (ask, from) => {
      if (ask.type === 'connect') real?.connect()
      else if (ask.type === 'visible') relaySignal('visible')
      else if (ask.type === 'frame') viewings.pass(from, ask.frame)
      else if (ask.type === 'bye') viewings.forget(from)
    },
    isStuck: () => isWanted && leaderState.status !== 'connected' && leaderState.status !== 'closed',
    suspend: () => {
      follower.stop()
      if (isWanted && state.status !== 'closed' && state.status !== 'offline') become(SUSPENDED)
    },
    share: (read) => (isPositionShared ? share(read) : sharePosition()),
    sharePosition,
  }
}

const OWN = ''
const CONNECTING: ConnectionState = { status: 'connecting', reason: null, nextAttemptAt: null, attempt: 0 }
const reconnecting = (reason: ConnectionReason): ConnectionState => ({
  status: 'reconnecting',
  reason,
  nextAttemptAt: null,
  attempt: 0,
})
const SUSPENDED = reconnecting({ code: 'page_hidden', message: 'pagehide' })
const DISCONNECTED: ConnectionState = {
  status: 'closed',
  reason: { code: 'disconnected', message: 'disconnect' },
  nextAttemptAt: null,
}

/** A new leader's socket begins at `connecting`; whoever saw the old one calls it a reconnection. */
function afterTakeover(before: ConnectionState, next: ConnectionState): ConnectionState {
  if (next.status !== 'connecting' || before.status === 'idle' || before.status === 'connecting') return next
  return reconnecting(before.reason ?? { code: 'tab_closed', message: 'another tab takes over' })
}
