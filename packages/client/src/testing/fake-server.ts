import type { AuthFrame, ClientFrame, ServerFrame } from '@pytake/protocol'
import type { ClientSocket, SocketEvents } from '../lib/env'
import type { Behaviour } from './fake-behaviour'
import { Behaviours } from './fake-behaviour'
import type { FakeSocket } from './fake-gateway'
import { FakeGateway } from './fake-gateway'
import { FakeHttp } from './fake-http'
import { FakeLog } from './fake-log'
import { FakePrincipals } from './fake-principals'
import { fakeRoutes } from './fake-routes'
import type { VirtualEnv } from './virtual-env'

export type { Behaviour } from './fake-behaviour'

/** One server for a test: a log, its REST routes, its sockets, and whatever behaviours are put on it. */
export class FakeServer {
  readonly log: FakeLog
  readonly requests: string[] = []
  readonly principals: FakePrincipals
  readonly gateway: FakeGateway
  readonly #behaviours = new Behaviours()
  readonly #http: FakeHttp
  readonly #env: VirtualEnv
  /** False for a server that has forgotten all positions. */
  canResume = true
  /** How far its clock is ahead of the client's. */
  clockAheadMs = 0

  constructor(env: VirtualEnv) {
    this.#env = env
    this.log = new FakeLog(env.now)
    const serverNow = () => env.now() + this.clockAheadMs
    this.principals = new FakePrincipals(serverNow)
    this.#http = new FakeHttp(this.log, fakeRoutes)
    this.gateway = new FakeGateway({
      now: serverNow,
      setTimer: env.setTimer,
      log: this.log,
      principals: this.principals,
      behaviours: this.#behaviours,
      canResume: () => this.canResume,
    })
    env.connectTo(this)
  }

  /** Life of the tokens of the one agent; null for ever. */
  get tokenLifeMs(): number | null {
    return this.principals.tokenLifeMs
  }

  set tokenLifeMs(lifeMs: number | null) {
    this.principals.tokenLifeMs = lifeMs
  }

  /** Whose token it is. */
  get user(): { id: string; tenant_id: string } {
    return this.principals.oneAgent
  }

  set user(user: { id: string; tenant_id: string }) {
    this.principals.oneAgent = user
  }

  get sockets(): readonly FakeSocket[] {
    return this.gateway.sockets
  }

  /** Every auth frame ever heard. */
  get auths(): readonly AuthFrame[] {
    return this.gateway.auths
  }

  get heard(): ClientFrame[] {
    return this.sockets.flatMap(({ heard }) => heard)
  }

  /** Puts a behaviour on; the returned function takes it away. */
  behave(behaviour: Behaviour): () => void {
    return this.#behaviours.put(behaviour)
  }

  /** Takes all behaviours away. */
  heal(): void {
    this.#behaviours.clear()
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
    this.gateway.drop(code)
  }

  /** Ends tokens, and with them the sockets they opened. */
  revoke(tokenOrUserId: string): string[] {
    const ended = this.principals.revoke(tokenOrUserId)
    this.gateway.endRevoked()
    return ended
  }

  /** Sends a frame to every socket. */
  tell(frame: ServerFrame | ServerFrame[]): void {
    for (const socket of this.sockets) this.gateway.send(socket, frame)
  }

  /** Sends anything at all to every socket. */
  tellRaw(value: unknown): void {
    for (const socket of this.sockets) this.gateway.sendRaw(socket, value)
  }

  /** Answers a request of a client, through whatever stands between. */
  async respond(request: Request, client = ''): Promise<Response> {
    this.requests.push(`${request.method} ${new URL(request.url).pathname.replace('/api/v1', '')}`)
    const behaviours = this.#behaviours.of(client)
    for (const { onRequest, requestDelayMs } of behaviours) {
      const delayMs = requestDelayMs?.(request) ?? 0
      if (delayMs > 0) await this.#env.sleep(delayMs)
      const answer = onRequest?.(request)
      if (answer instanceof Error) throw answer
      if (answer) return answer
    }
    let response = await this.#serve(request, behaviours)
    for (const { onAnswer, answerDelayMs } of behaviours) {
      const delayMs = answerDelayMs?.(request) ?? 0
      if (delayMs > 0) await this.#env.sleep(delayMs)
      const answer = onAnswer?.(request, response)
      if (answer instanceof Error) throw answer
      if (answer) response = answer
    }
    return response
  }

  open(url: string, events: SocketEvents, client = ''): ClientSocket {
    return this.gateway.open(client, url, events)
  }

  async #serve(request: Request, behaviours: readonly Behaviour[]): Promise<Response> {
    const isDoubled = behaviours.some((behaviour) => behaviour.isDoubled?.(request) === true)
    const again = isDoubled ? request.clone() : null
    const authenticate = (token: string) => this.principals.authenticate(token)
    const response = await this.#http.respond(request, authenticate)
    if (again) await this.#http.respond(again, authenticate)
    return response
  }
}
