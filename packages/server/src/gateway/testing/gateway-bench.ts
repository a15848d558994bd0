import { memory } from '../../bus/memory'
import type { Policy } from '../../domain/policy'
import type { Authenticate, Principal } from '../../domain/principal'
import { recordingLogger } from '../../testing/recording-logger'
import { virtualEnv } from '../../testing/virtual-env'
import { createGateway, type Gateway, type GatewayOptions } from '../gateway'
import { FakeInbox } from './fake-inbox'
import { FakeServerSocket } from './fake-server-socket'

/** A gateway with everything around it faked and within reach. */
export class GatewayBench {
  private randomByte = 0
  /** Its random bytes differ from call to call, as ids have to. */
  readonly env = virtualEnv({
    randomBytes: (length) => new Uint8Array(length).fill((this.randomByte = (this.randomByte + 1) % 256)),
  })
  readonly inbox = new FakeInbox()
  readonly bus = memory()
  readonly logger = recordingLogger()
  /** Principals by token. */
  readonly tokens = new Map<string, Principal>()
  readonly gateway: Gateway
  authenticate: Authenticate = (token) => this.tokens.get(token) ?? null

  constructor(options: Partial<Pick<GatewayOptions, 'limits' | 'heartbeatMs'>> & { policy?: Policy } = {}) {
    const { bus, env, inbox } = this
    this.gateway = createGateway({
      ...options,
      authenticate: (token) => this.authenticate(token),
      bus,
      env,
      inbox,
      logger: this.logger,
    })
    this.knows('ana')
    this.knows('bia')
  }

  /** A token of the user's name becomes valid. */
  knows(userId: string, change: Partial<Principal> = {}): Principal {
    const principal: Principal = {
      user_id: userId,
      tenant_id: 't1',
      role: 'agent',
      name: null,
      expires_at: null,
      ...change,
    }
    this.tokens.set(userId, principal)
    return principal
  }

  open(ip = '203.0.113.7'): FakeServerSocket {
    const socket = new FakeServerSocket()
    this.gateway.accept(socket, { ip, origin: null })
    return socket
  }

  /** Opens a socket and authenticates on it. */
  async connect(token: string, auth: Record<string, unknown> = {}): Promise<FakeServerSocket> {
    const socket = this.open()
    socket.receives({ type: 'auth', token, ...auth })
    await this.env.settle()
    return socket
  }

  /** The client sends frames, each before the answer to the one before it. */
  async says(socket: FakeServerSocket, ...frames: unknown[]): Promise<void> {
    for (const frame of frames) socket.receives(frame)
    await this.env.settle()
  }

  /** Commits an event and tells the bus. */
  async commits(conversationId: string, tenantId = 't1'): Promise<number> {
    const seq = this.inbox.commit(conversationId, tenantId)
    this.bus.publishHint({ tenant_id: tenantId, seq })
    await this.env.settle()
    return seq
  }
}

/** Positions of the events a socket was given, in the order it was given them. */
export const versionsOf = (socket: FakeServerSocket): number[] =>
  socket.framesOf('message_status_updated').map(({ data }) => data.version)
