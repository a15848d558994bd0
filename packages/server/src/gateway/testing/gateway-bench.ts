import { createMemoryBus } from '../../bus/memory'
import type { Policy } from '../../domain/policy'
import type { LogFields, Logger } from '../../domain/ports'
import type { Authenticate, Principal } from '../../domain/principal'
import { createGateway, type Gateway, type GatewayOptions } from '../gateway'
import { FakeInbox } from './fake-inbox'
import { FakeServerSocket } from './fake-server-socket'
import { settled, VirtualEnv } from './virtual-env'

export interface LogLine extends LogFields {
  level: keyof Logger
  message: string
}

/** A gateway with everything around it faked and within reach. */
export class GatewayBench {
  readonly env = new VirtualEnv()
  readonly inbox = new FakeInbox()
  readonly bus = createMemoryBus()
  readonly lines: LogLine[] = []
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
      logger: {
        debug: (fields, message) => this.lines.push({ ...fields, level: 'debug', message }),
        info: (fields, message) => this.lines.push({ ...fields, level: 'info', message }),
        warn: (fields, message) => this.lines.push({ ...fields, level: 'warn', message }),
        error: (fields, message) => this.lines.push({ ...fields, level: 'error', message }),
      },
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
    await settled()
    return socket
  }

  /** Commits an event and tells the bus. */
  async commits(conversationId: string, tenantId = 't1'): Promise<number> {
    const seq = this.inbox.commit(conversationId, tenantId)
    this.bus.publishHint({ tenant_id: tenantId, seq })
    await settled()
    return seq
  }
}

/** Positions of the events a socket was given, in the order it was given them. */
export const versionsOf = (socket: FakeServerSocket): number[] =>
  socket.framesOf('message_status_updated').map(({ data }) => data.version)
