import type { AuthFrame, ClientFrame, ServerFrame } from '@pytake/protocol'
import { clientFrame, PROTOCOL_VERSION } from '@pytake/protocol'
import type { ClientSocket, SocketEvents } from '../lib/env'
import type { Behaviours } from './fake-behaviour'
import { Refusal } from './fake-refusal'
import type { FakeLog } from './fake-log'
import type { FakePrincipal, FakePrincipals } from './fake-principals'
import type { VirtualEnv } from './virtual-env'

const LATENCY_MS = 5
const MAX_WRONG_FRAMES = 3
const MAX_FRAME_LENGTH = 64 * 1024

export interface FakeSocket {
  url: string
  /** Name of the client that opened it. */
  client: string
  events: SocketEvents
  /** Frames of the client, in order. */
  heard: ClientFrame[]
  principal: FakePrincipal | null
  token: string | null
  /** Directions in which nothing gets through any more, though nobody is told. */
  mute: { toClient: boolean; toServer: boolean }
  wrongFrames: number
  /** Frames of one direction never overtake one another. */
  earliestAtMs: { toClient: number; toServer: number }
  stopTelling: () => void
  cancelExpiry: () => void
}

type Direction = 'toClient' | 'toServer'

interface FakeGatewayOptions {
  now: VirtualEnv['now']
  setTimer: VirtualEnv['setTimer']
  log: FakeLog
  principals: FakePrincipals
  behaviours: Behaviours
  /** False for a server that has forgotten all positions. */
  canResume: () => boolean
}

/** The sockets of the fake server: authentication, resume, the log as it grows. */
export class FakeGateway {
  readonly sockets: FakeSocket[] = []
  /** Every auth frame ever heard. */
  readonly auths: AuthFrame[] = []
  readonly #options: FakeGatewayOptions
  #connections = 0

  constructor(options: FakeGatewayOptions) {
    this.#options = options
  }

  open(client: string, url: string, events: SocketEvents): ClientSocket {
    const socket: FakeSocket = {
      url,
      client,
      events,
      heard: [],
      principal: null,
      token: null,
      mute: { toClient: false, toServer: false },
      wrongFrames: 0,
      earliestAtMs: { toClient: 0, toServer: 0 },
      stopTelling: () => undefined,
      cancelExpiry: () => undefined,
    }
    this.sockets.push(socket)
    this.#later(socket, 'toClient', () => events.onOpen())
    return {
      send: (text) => this.#later(socket, 'toServer', () => this.#hear(socket, text)),
      terminate: () => this.#forget(socket),
    }
  }

  drop(code: number, client?: string): void {
    for (const socket of this.sockets.filter((held) => client === undefined || held.client === client)) {
      this.#close(socket, code)
    }
  }

  /** Nothing gets through the sockets of now any more, in one direction or both, and nobody is told. */
  mute(direction: Direction | 'both', client?: string): void {
    for (const socket of this.sockets.filter((held) => client === undefined || held.client === client)) {
      if (direction !== 'toServer') socket.mute.toClient = true
      if (direction !== 'toClient') socket.mute.toServer = true
    }
  }

  send(socket: FakeSocket, frames: ServerFrame | ServerFrame[]): void {
    const behaviours = this.#options.behaviours.of(socket.client)
    const passes = (frame: ServerFrame) => behaviours.every(({ deliver }) => deliver?.(frame) ?? true)
    const list = Array.isArray(frames) ? frames.filter(passes) : frames
    if (Array.isArray(list) ? list.length === 0 : !passes(list)) return
    this.sendRaw(socket, list)
  }

  sendRaw(socket: FakeSocket, value: unknown): void {
    const text = JSON.stringify(value)
    this.#later(socket, 'toClient', () => socket.events.onMessage(text))
  }

  #hear(socket: FakeSocket, text: string): void {
    const frame = readFrame(text)
    if (text.length > MAX_FRAME_LENGTH) return this.#close(socket, 1009)
    if (frame === null) return this.#complain(socket, 'invalid_request')
    socket.heard.push(frame)
    if (frame.type === 'auth') return this.#authenticate(socket, frame)
    if (socket.principal === null) return this.#complain(socket, 'unauthorized')
    if (frame.type === 'ping') return this.send(socket, { type: 'pong', id: frame.id })
    if (frame.type !== 'viewing') this.#tellColleagues(socket.principal, frame)
  }

  #complain(socket: FakeSocket, code: string): void {
    socket.wrongFrames += 1
    this.send(socket, { type: 'error', code, message: 'unable to accept the frame', ref: null })
    if (socket.wrongFrames >= MAX_WRONG_FRAMES) this.#close(socket, 4400)
  }

  #tellColleagues({ user_id }: FakePrincipal, { type, conversation_id }: TypingFrame): void {
    const at = new Date(this.#options.now()).toISOString()
    for (const other of this.sockets.filter(({ principal }) => principal !== null && principal.user_id !== user_id)) {
      this.send(other, { type: `agent_${type}`, data: { conversation_id, user_id }, at })
    }
  }

  #authenticate(socket: FakeSocket, frame: AuthFrame): void {
    this.auths.push(frame)
    for (const { refuseAuth } of this.#options.behaviours.of(socket.client)) {
      const code = refuseAuth?.(frame)
      if (code !== undefined) return this.#close(socket, code)
    }
    const principal = this.#admit(socket, frame)
    if (principal === null) return
    const isFirst = socket.principal === null
    socket.principal = principal
    socket.token = frame.token
    this.#watchExpiry(socket, principal)
    this.#welcome(socket, principal, frame.resume, isFirst)
  }

  /** Ends the sockets whose token counts no more. */
  endRevoked(): void {
    for (const socket of [...this.sockets]) {
      if (socket.token !== null && this.#options.principals.isRevoked(socket.token)) {
        this.#refuse(socket, 'unauthorized', 4401)
      }
    }
  }

  /** Null where the frame was refused. */
  #admit(socket: FakeSocket, { token, user_id, protocol }: AuthFrame): FakePrincipal | null {
    if (protocol !== undefined && protocol !== PROTOCOL_VERSION) return this.#refuse(socket, 'invalid_request', 4404)
    try {
      const principal = this.#options.principals.authenticate(token)
      const owner = socket.principal?.user_id ?? user_id
      const isOwner =
        (user_id ?? principal.user_id) === principal.user_id && (owner ?? principal.user_id) === principal.user_id
      return isOwner ? principal : this.#refuse(socket, 'forbidden', 4403)
    } catch (thrown) {
      if (thrown instanceof Refusal) return this.#refuse(socket, thrown.message, 4401)
      throw thrown
    }
  }

  #refuse(socket: FakeSocket, code: string, closeCode: number): null {
    this.send(socket, { type: 'auth_error', code, message: `unable to authenticate; ${code}` })
    this.#close(socket, closeCode)
    return null
  }

  #watchExpiry(socket: FakeSocket, { expiresAtMs }: FakePrincipal): void {
    const { now, setTimer } = this.#options
    socket.cancelExpiry()
    if (expiresAtMs === null) return
    socket.cancelExpiry = setTimer(Math.max(0, expiresAtMs - now()), () => {
      this.#refuse(socket, 'token_expired', 4401)
    })
  }

  #welcome(socket: FakeSocket, principal: FakePrincipal, resume: string | undefined, isFirst: boolean): void {
    const { now, log, canResume } = this.#options
    const read = resume === undefined || !canResume() ? null : log.readCursor(resume, principal)
    const position = read?.kind === 'position' ? read.position : null
    const { user_id: id, tenant_id, role, name, expiresAtMs } = principal
    this.#connections += 1
    this.send(socket, {
      type: 'auth_ok',
      connection_id: `connection-${this.#connections}`,
      cursor: position === null ? log.cursorFor(principal) : log.cursorAt(position, principal),
      resumed: position !== null,
      heartbeat_ms: 25_000,
      server_time: new Date(now()).toISOString(),
      user: {
        id,
        tenant_id,
        role,
        name,
        expires_at: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
      },
    })
    if (!isFirst) return
    if (read?.kind === 'reset')
      this.send(socket, { type: 'reset', reason: read.reason, cursor: log.cursorFor(principal) })
    if (position !== null) {
      const missed = log
        .entriesAfter(position)
        .map((entry) => log.frameFor(entry, principal) ?? progressTo(entry.position))
      if (missed.length > 0) this.send(socket, missed)
    }
    function progressTo(at: number): ServerFrame {
      return { type: 'progress', cursor: log.cursorAt(at, principal) }
    }
    socket.stopTelling = log.onEvent((entry) => {
      if (log.changedAccessOf(principal, entry.position)) {
        return this.send(socket, { type: 'reset', reason: 'access_changed', cursor: log.cursorFor(principal) })
      }
      this.send(socket, log.frameFor(entry, principal) ?? progressTo(entry.position))
    })
  }

  #close(socket: FakeSocket, code: number): void {
    this.#later(socket, 'toClient', () => {
      this.#forget(socket)
      socket.events.onClose(code, '')
    })
  }

  #forget(socket: FakeSocket): void {
    socket.stopTelling()
    socket.cancelExpiry()
    const index = this.sockets.indexOf(socket)
    if (index >= 0) this.sockets.splice(index, 1)
  }

  /** A network takes time, and a socket that is gone neither hears nor tells. */
  #later(socket: FakeSocket, direction: Direction, act: () => void): void {
    const { now, setTimer, behaviours } = this.#options
    const delayMs = behaviours
      .of(socket.client)
      .reduce((sum, { frameDelayMs }) => sum + (frameDelayMs?.() ?? 0), LATENCY_MS)
    const atMs = Math.max(socket.earliestAtMs[direction], now() + delayMs)
    socket.earliestAtMs[direction] = atMs
    setTimer(atMs - now(), () => {
      if (this.sockets.includes(socket) && !socket.mute[direction]) act()
    })
  }
}

type TypingFrame = Extract<ClientFrame, { type: 'typing_start' | 'typing_stop' }>

function readFrame(text: string): ClientFrame | null {
  try {
    return clientFrame.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
