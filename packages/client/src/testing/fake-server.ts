import type { AuthFrame, ClientFrame, ServerFrame } from '@pytake/protocol'
import { clientFrame } from '@pytake/protocol'
import { getResponse } from 'msw'
import type { ClientSocket, SocketEvents } from '../lib/env'
import { FakeLog } from './fake-log'
import { fakeRoutes } from './fake-routes'
import type { VirtualEnv } from './virtual-env'

const LATENCY_MS = 5

/** What a test may put between client and server; each lasts until it is taken away. */
export interface Behaviour {
  /** Answers in the server's place; undefined passes the request on. */
  onRequest?: (request: Request) => Response | Error | undefined
  /** The server does its work, but this is what the client hears of it. */
  onAnswer?: (request: Request, answer: Response) => Response | Error
  /** How long the answer is on its way. */
  answerDelayMs?: (request: Request) => number
  /** Closes a socket with this code instead of answering its first frame. */
  refuseAuth?: (frame: AuthFrame) => number | undefined
  /** False keeps a frame from the client. */
  deliver?: (frame: ServerFrame) => boolean
}

interface FakeSocket {
  url: string
  events: SocketEvents
  /** Frames of the client, in order. */
  heard: ClientFrame[]
  stopTelling: () => void
}

/** One server for a test: a log, its REST routes over msw, its sockets, and whatever behaviours are put on it. */
export class FakeServer {
  readonly log: FakeLog
  readonly requests: string[] = []
  readonly sockets: FakeSocket[] = []
  /** Every auth frame ever heard. */
  readonly auths: AuthFrame[] = []
  readonly #behaviours = new Set<Behaviour>()
  readonly #env: VirtualEnv
  /** How far its clock is ahead of the client's. */
  clockAheadMs = 0
  tokenLifeMs: number | null = null
  /** False for a server that has forgotten all positions. */
  canResume = true
  /** Whose token it is. */
  user = { id: 'agent-1', tenant_id: 'tenant-1' }
  #connections = 0

  constructor(env: VirtualEnv) {
    this.#env = env
    this.log = new FakeLog(env.now)
    env.connectTo(this)
  }

  /** Puts a behaviour on; the returned function takes it away. */
  behave(behaviour: Behaviour): () => void {
    this.#behaviours.add(behaviour)
    return () => {
      this.#behaviours.delete(behaviour)
    }
  }

  /** Nothing gets through, and what is open dies without a word. */
  goDown(): () => void {
    const heal = this.behave({ onRequest: () => new TypeError('fetch failed'), refuseAuth: () => 1006 })
    this.dropSockets(1006)
    return heal
  }

  /** Sockets are refused, requests pass: a proxy that knows no upgrades. */
  blockSockets(): () => void {
    const heal = this.behave({ refuseAuth: () => 1006 })
    this.dropSockets(1006)
    return heal
  }

  dropSockets(code: number): void {
    for (const socket of [...this.sockets]) this.#close(socket, code)
  }

  /** Sends a frame to every socket. */
  tell(frame: ServerFrame | ServerFrame[]): void {
    for (const socket of this.sockets) this.#send(socket, frame)
  }

  /** Sends anything at all to every socket. */
  tellRaw(value: unknown): void {
    for (const socket of this.sockets) this.#later(socket, () => socket.events.onMessage(JSON.stringify(value)))
  }

  get heard(): ClientFrame[] {
    return this.sockets.flatMap(({ heard }) => heard)
  }

  async respond(request: Request): Promise<Response> {
    this.requests.push(`${request.method} ${new URL(request.url).pathname.replace('/api/v1', '')}`)
    for (const { onRequest } of this.#behaviours) {
      const answer = onRequest?.(request)
      if (answer instanceof Error) throw answer
      if (answer) return answer
    }
    const answered = await getResponse(fakeRoutes(this.log), request.clone())
    if (answered === undefined) throw new Error(`no route for ${request.method} ${request.url}`)
    let response: Response = answered
    for (const { onAnswer, answerDelayMs } of this.#behaviours) {
      const delayMs = answerDelayMs?.(request) ?? 0
      if (delayMs > 0) await this.#env.sleep(delayMs)
      const answer = onAnswer?.(request, response)
      if (answer instanceof Error) throw answer
      if (answer) response = answer
    }
    return response
  }

  open(url: string, events: SocketEvents): ClientSocket {
    const socket: FakeSocket = { url, events, heard: [], stopTelling: () => undefined }
    this.sockets.push(socket)
    this.#later(socket, () => events.onOpen())
    return {
      send: (text) => this.#later(socket, () => this.#hear(socket, text)),
      terminate: () => this.#forget(socket),
    }
  }

  #hear(socket: FakeSocket, text: string): void {
    const frame = clientFrame.parse(JSON.parse(text))
    socket.heard.push(frame)
    if (frame.type === 'ping') return this.#send(socket, { type: 'pong', id: frame.id })
    if (frame.type !== 'auth') return
    this.auths.push(frame)
    for (const { refuseAuth } of this.#behaviours) {
      const code = refuseAuth?.(frame)
      if (code !== undefined) return this.#close(socket, code)
    }
    this.#welcome(socket, frame)
  }

  #welcome(socket: FakeSocket, { resume, token }: AuthFrame): void {
    const position = resume === undefined || !this.canResume ? null : this.log.positionOf(resume)
    const isFirst = socket.heard.filter(({ type }) => type === 'auth').length === 1
    const nowMs = this.#env.now() + this.clockAheadMs
    const expiresAt = this.tokenLifeMs === null ? null : nowMs + this.tokenLifeMs
    this.#connections += 1
    this.#send(socket, {
      type: 'auth_ok',
      connection_id: `connection-${this.#connections}`,
      cursor: position === null ? this.log.cursor : this.log.cursorAt(position),
      resumed: position !== null,
      heartbeat_ms: 25_000,
      server_time: new Date(nowMs).toISOString(),
      user: {
        ...this.user,
        role: 'agent',
        name: token,
        expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
      },
    })
    if (!isFirst) return
    if (resume !== undefined && position === null && this.canResume) {
      this.#send(socket, { type: 'reset', reason: 'epoch_changed', cursor: this.log.cursor })
    }
    if (position !== null) {
      const missed = this.log.after(position)
      if (missed.length > 0) this.#send(socket, missed)
    }
    socket.stopTelling = this.log.onEvent((frame) => this.#send(socket, frame))
  }

  #send(socket: FakeSocket, frames: ServerFrame | ServerFrame[]): void {
    const passes = (frame: ServerFrame) => [...this.#behaviours].every(({ deliver }) => deliver?.(frame) ?? true)
    const list = Array.isArray(frames) ? frames.filter(passes) : frames
    if (Array.isArray(list) ? list.length === 0 : !passes(list)) return
    const text = JSON.stringify(list)
    this.#later(socket, () => socket.events.onMessage(text))
  }

  #close(socket: FakeSocket, code: number): void {
    this.#later(socket, () => {
      this.#forget(socket)
      socket.events.onClose(code, '')
    })
  }

  #forget(socket: FakeSocket): void {
    socket.stopTelling()
    const index = this.sockets.indexOf(socket)
    if (index >= 0) this.sockets.splice(index, 1)
  }

  /** A network takes time, and a socket that is gone neither hears nor tells. */
  #later(socket: FakeSocket, act: () => void): void {
    this.#env.setTimer(LATENCY_MS, () => {
      if (this.sockets.includes(socket)) act()
    })
  }
}
