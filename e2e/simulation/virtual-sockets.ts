import type { ClientSocket, SocketEvents } from '@pytake/client'
import type { ConnectionInfo, ServerSocket } from '@pytake/server'
import type { Faults } from './faults'
import type { Random } from './random'
import type { VirtualClock } from './virtual-clock'

type Accept = (socket: ServerSocket, info: ConnectionInfo) => void

/** WebSockets between clients and the server: each direction in order and late, any connection cut at any time. */
export interface VirtualSockets {
  /** Who accepts connections from now on; null refuses them. */
  serve(accept: Accept | null): void
  connect(client: string, events: SocketEvents): ClientSocket
  /** Cuts connections, of one client or of all; both ends learn of it, or only time tells (`silently`). */
  cut(options: { client?: string; silently: boolean }): void
}

interface Link {
  client: string
  cut(silently: boolean): void
}

const ABNORMAL = 1006
/** A peer that vanished is noticed by TCP at the latest after this time. */
const SILENCE_ENDS_MS = 120_000

export function createVirtualSockets(clock: VirtualClock, random: Random, faults: () => Faults): VirtualSockets {
  const links = new Set<Link>()
  let accept: Accept | null = null

  return {
    serve(next) {
      accept = next
    },
    connect(client, events) {
      const pipe = createPipe(clock, random, faults)
      const peer = createServerEnd(pipe)
      const link = { client, cut: pipe.cut }
      links.add(link)
      pipe.onEnd(() => links.delete(link))
      pipe.toClient.onClose = (code) => events.onClose(code, '')
      pipe.toClient.onMessage = (text) => events.onMessage(text)
      pipe.afterLatency(() => {
        if (accept === null || random.chance(faults().refuseSocketPercent)) return pipe.cut(false)
        accept(peer, { ip: '10.0.0.1', origin: null })
        pipe.toClient.deliver(() => events.onOpen())
      })
      return { send: (text) => pipe.toServer.send(text), terminate: () => pipe.clientLeaves() }
    },
    cut({ client, silently }) {
      for (const link of [...links]) if (client === undefined || link.client === client) link.cut(silently)
    },
  }
}

type Pipe = ReturnType<typeof createPipe>

function createPipe(clock: VirtualClock, random: Random, faults: () => Faults) {
  const toClient = createDirection(clock, random, faults)
  const toServer = createDirection(clock, random, faults)
  const endListeners = new Set<() => void>()
  let silent = false

  const end = () => {
    for (const listener of endListeners) listener()
    endListeners.clear()
  }
  const closeBoth = (code: number) => {
    toServer.close(code)
    toClient.close(code)
    end()
  }
  return {
    toClient,
    toServer,
    afterLatency: (task: () => void) => clock.setTimer(random.int(1, faults().latencyMaxMs), task),
    onEnd: (listener: () => void) => endListeners.add(listener),
    cut(silently: boolean) {
      if (silent) return
      silent = silently
      if (!silently) return closeBoth(ABNORMAL)
      toClient.mute()
      toServer.mute()
      clock.setTimer(SILENCE_ENDS_MS, () => closeBoth(ABNORMAL))
    },
    /** The client ends without waiting and hears nothing more; the server learns of it by a close. */
    clientLeaves() {
      toClient.drop()
      toServer.close(ABNORMAL)
      end()
    },
    serverCloses(code: number) {
      toServer.drop()
      toClient.deliver(() => toClient.close(code))
      end()
    },
  }
}

/** One direction of a TCP stream: in order, each piece as late as the slowest before it. */
function createDirection(clock: VirtualClock, random: Random, faults: () => Faults) {
  let earliest = 0
  let muted = false
  let ended = false
  const direction = {
    onMessage: (_text: string) => undefined as void,
    onClose: (_code: number) => undefined as void,
    deliver(task: () => void) {
      const at = Math.max(earliest, clock.now() + random.int(1, faults().latencyMaxMs))
      earliest = at
      clock.setTimer(at - clock.now(), () => {
        if (!ended && !muted) task()
      })
    },
    send(text: string) {
      if (!ended) direction.deliver(() => direction.onMessage(text))
    },
    mute() {
      muted = true
    },
    /** Says nothing more, not even that it ended. */
    drop() {
      ended = true
    },
    close(code: number) {
      if (ended) return
      ended = true
      clock.setTimer(1, () => direction.onClose(code))
    },
  }
  return direction
}

function createServerEnd(pipe: Pipe): ServerSocket {
  const messages = new Set<(text: string) => void>()
  const closes = new Set<(code: number) => void>()
  const pongs = new Set<() => void>()
  pipe.toServer.onMessage = (text) => messages.forEach((listener) => listener(text))
  pipe.toServer.onClose = (code) => closes.forEach((listener) => listener(code))
  const closeByServer = (code: number) => {
    pipe.serverCloses(code)
    closes.forEach((listener) => listener(code))
  }
  return {
    send: (text) => pipe.toClient.send(text),
    close: (code) => closeByServer(code),
    terminate: () => closeByServer(ABNORMAL),
    // A live peer answers by itself; over a muted direction neither ping nor pong arrives.
    ping: () => pipe.toClient.deliver(() => pipe.toServer.deliver(() => pongs.forEach((listener) => listener()))),
    bufferedBytes: 0,
    onMessage: (listener) => subscribe(messages, listener),
    onClose: (listener) => subscribe(closes, listener),
    onPong: (listener) => subscribe(pongs, listener),
  }
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
