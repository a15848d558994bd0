import { closeCodes, uuidv7 } from '@pytake/protocol'
import { createTokenVerifier } from '../domain/authentication'
import type { Inbox } from '../domain/inbox'
import type { Policy } from '../domain/policy'
import type { Bus, Logger } from '../domain/ports'
import type { Authenticate, Principal, RevokedUser } from '../domain/principal'
import type { ServerEnv } from '../env'
import { DEFAULT_HEARTBEAT_MS, defaultGatewayLimits, type GatewayLimits } from './limits'
import { Session, type SessionHost } from './session'
import { SocketCensus } from './socket-census'
import type { ConnectionInfo, ServerSocket } from './socket-port'
import { TenantRoom } from './tenant-room'

/** How far back another node's clock may lie. */
const REVOCATION_WINDOW_MS = 60_000

export interface GatewayOptions {
  inbox: Inbox
  authenticate: Authenticate
  bus: Bus
  env: Pick<ServerEnv, 'now' | 'setTimer' | 'randomBytes'>
  logger: Logger
  /** Without it every event is asked about; with it principals who see their whole tenant need no question. */
  policy?: Policy
  limits?: Partial<GatewayLimits>
  heartbeatMs?: number
}

export interface DrainOptions {
  /** Range in which clients come back, told in the `draining` frame. */
  minDelayMs: number
  maxDelayMs: number
  /** After this long whatever is still open is dropped. */
  graceMs: number
}

export interface GatewayStatus {
  phase: 'accepting' | 'draining' | 'closed'
  /** Open connections, authenticated or not. */
  connections: number
  /** Connections whose user is known. */
  sessions: number
  /** Tenants with sessions on this node. */
  tenants: number
}

export interface Gateway {
  readonly limits: GatewayLimits
  /** Takes over an open socket; it has to authenticate in its first frame. */
  accept(socket: ServerSocket, info: ConnectionInfo): void
  status(): GatewayStatus
  /** Accepts nobody any more, asks the clients to come back elsewhere and closes them spread over the window. */
  drain(options: DrainOptions): Promise<void>
  /** Drops every connection at once and lets go of the bus and of all timers. */
  close(): void
}

/**
 * The live side of the inbox: sockets in, the log of each tenant out.
 *
 * @example
 * const gateway = createGateway({ inbox, authenticate, bus, env: nodeEnv, logger })
 * gateway.accept(socket, { ip: '203.0.113.7', origin: null })
 */
export function createGateway(options: GatewayOptions): Gateway {
  return new SocketGateway(options)
}

class SocketGateway implements Gateway {
  readonly limits: GatewayLimits
  private phase: GatewayStatus['phase'] = 'accepting'
  private readonly connections = new Map<ServerSocket, Session>()
  private readonly rooms = new Map<string, { room: TenantRoom; sessions: number }>()
  private readonly users: SocketCensus
  private readonly addresses: SocketCensus
  private readonly host: SessionHost
  private readonly unsubscribes: (() => void)[]
  private readonly drainTimers = new Set<() => void>()
  private drained: Deferred | null = null

  constructor(private readonly options: GatewayOptions) {
    const { authenticate, bus, env, inbox, logger } = options
    this.limits = { ...defaultGatewayLimits, ...options.limits }
    this.users = new SocketCensus(this.limits.maxSocketsPerUser)
    this.addresses = new SocketCensus(this.limits.maxSocketsPerIp)
    this.host = {
      inbox,
      env,
      logger,
      limits: this.limits,
      policy: options.policy ?? null,
      heartbeatMs: options.heartbeatMs ?? DEFAULT_HEARTBEAT_MS,
      verifyToken: createTokenVerifier({ authenticate, agents: inbox.agents, env }),
      enter: (principal) => this.enter(principal),
      exit: (principal) => this.exit(principal),
    }
    this.unsubscribes = [
      bus.onHint(({ tenant_id, seq }) => this.rooms.get(tenant_id)?.room.feed.wake(seq)),
      inbox.agents.onRevoked((user) => this.revoke(user, env.now())),
      bus.onTransient((event) => this.rooms.get(event.tenant_id)?.room.fanOut(event)),
    ]
  }

  accept(socket: ServerSocket, info: ConnectionInfo): void {
    if (this.phase !== 'accepting') {
      socket.close(closeCodes.service_restart, 'draining')
      return
    }
    const { ip } = info
    if (ip !== null && !this.addresses.admit(ip)) {
      this.options.logger.warn({ reason: 'too many connections' }, 'WebSocket connection refused')
      socket.close(closeCodes.too_many_connections, 'too many connections')
      return
    }
    const { env } = this.options
    const session = new Session(uuidv7(env.now(), env.randomBytes(10)), socket, this.host)
    this.connections.set(socket, session)
    const unsubscribe = socket.onClose(() => {
      unsubscribe()
      this.connections.delete(socket)
      if (ip !== null) this.addresses.release(ip)
      if (this.connections.size === 0) this.finishDrain()
    })
  }

  status(): GatewayStatus {
    const sessions = [...this.rooms.values()].reduce((sum, entry) => sum + entry.sessions, 0)
    return { phase: this.phase, connections: this.connections.size, sessions, tenants: this.rooms.size }
  }

  drain(options: DrainOptions): Promise<void> {
    this.drained ??= this.startDrain(options)
    return this.drained.promise
  }

  close(): void {
    this.phase = 'closed'
    for (const unsubscribe of this.unsubscribes) unsubscribe()
    for (const [socket, session] of this.connections) {
      session.connection.drop('server_closed')
      // A session that had ended may still be waiting for its peer's side of the closing handshake.
      socket.terminate()
    }
    for (const { room } of this.rooms.values()) room.close()
    this.rooms.clear()
    this.finishDrain()
  }

  private startDrain({ graceMs, maxDelayMs, minDelayMs }: DrainOptions): Deferred {
    const drained = deferred()
    if (this.connections.size === 0) drained.resolve()
    if (this.phase === 'accepting') this.phase = 'draining'
    const sessions = [...this.connections.values()]
    // Half of the grace is left for the closing handshakes of the last ones.
    const windowMs = Math.min(Math.max(maxDelayMs - minDelayMs, 0), graceMs / 2)
    for (const [index, session] of sessions.entries()) {
      session.connection.send({ type: 'draining', min_delay_ms: minDelayMs, max_delay_ms: maxDelayMs })
      this.later((windowMs * index) / sessions.length, () =>
        session.connection.end(closeCodes.service_restart, 'draining'),
      )
    }
    this.later(graceMs, () => {
      for (const socket of this.connections.keys()) socket.terminate()
      this.finishDrain()
    })
    return drained
  }

  private finishDrain(): void {
    for (const cancel of this.drainTimers) cancel()
    this.drainTimers.clear()
    this.drained?.resolve()
  }

  private later(delayMs: number, task: () => void): void {
    const cancel = this.options.env.setTimer(delayMs, () => {
      this.drainTimers.delete(cancel)
      task()
    })
    this.drainTimers.add(cancel)
  }

  private revoke(user: RevokedUser, revokedAt: number): void {
    for (const session of this.connections.values()) session.revoke(user, revokedAt)
  }

  /** Another node's revocation is found in the database; what is found twice ends nobody who came back since. */
  private async findRevoked(tenantId: string): Promise<void> {
    const { env, inbox, logger } = this.options
    try {
      const revoked = await inbox.agents.revokedSince(tenantId, env.now() - REVOCATION_WINDOW_MS)
      for (const { user_id, revoked_at } of revoked) this.revoke({ tenant_id: tenantId, user_id }, revoked_at)
    } catch (error) {
      logger.error({ tenant_id: tenantId, error }, 'Unable to look for revocations')
    }
  }

  private enter(principal: Principal): TenantRoom | null {
    if (!this.users.admit(userKey(principal))) return null
    const { bus, env, inbox, logger } = this.options
    const tenantId = principal.tenant_id
    const entry = this.rooms.get(tenantId) ?? {
      room: new TenantRoom({
        tenantId,
        inbox,
        bus,
        env,
        logger,
        limits: this.limits,
        onTick: () => void this.findRevoked(tenantId),
      }),
      sessions: 0,
    }
    entry.sessions += 1
    this.rooms.set(tenantId, entry)
    return entry.room
  }

  private exit(principal: Principal): void {
    this.users.release(userKey(principal))
    const entry = this.rooms.get(principal.tenant_id)
    if (entry === undefined) return
    entry.sessions -= 1
    if (entry.sessions > 0) return
    entry.room.close()
    this.rooms.delete(principal.tenant_id)
  }
}

interface Deferred {
  promise: Promise<void>
  resolve: () => void
}

function deferred(): Deferred {
  let resolve = (): void => undefined
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

const userKey = (principal: Principal): string => JSON.stringify([principal.tenant_id, principal.user_id])
