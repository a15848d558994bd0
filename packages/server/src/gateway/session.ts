import { closeCodes, type AuthFrame } from '@pytake/protocol'
import { assertNever } from '../domain/assert-never'
import type { VerifyToken } from '../domain/authentication'
import type { Inbox } from '../domain/inbox'
import type { Policy } from '../domain/policy'
import type { Logger } from '../domain/ports'
import type { Principal, RevokedUser } from '../domain/principal'
import type { ServerEnv } from '../env'
import { createAudience, type Audience } from './audience'
import { CommandRunner } from './command-runner'
import { Connection } from './connection'
import type { GatewayLimits } from './limits'
import { Seat } from './seat'
import { decideFrame, type Refusal, type SessionState, type Start, type WrongFrame } from './session-machine'
import { judgeAuthFrame, locateStart } from './socket-authentication'
import type { ServerSocket } from './socket-port'
import type { TenantRoom } from './tenant-room'
import { TokenLife } from './token-life'

/** What a session needs of the gateway it belongs to. */
export interface SessionHost {
  inbox: Inbox
  verifyToken: VerifyToken
  policy: Policy | null
  env: Pick<ServerEnv, 'now' | 'setTimer'>
  logger: Logger
  limits: GatewayLimits
  heartbeatMs: number
  /** Enters the room of the tenant; null where the user has as many sockets as allowed. */
  enter(principal: Principal): TenantRoom | null
  /** The counterpart of a successful `enter`. */
  exit(principal: Principal): void
}

/** Who is on a connection and what they are given, from the first frame to the end. */
export class Session {
  readonly connection: Connection
  private state: SessionState = { kind: 'awaiting_auth' }
  private wrongFrames = 0
  /** Since when its token counts as good: asked before it was verified. */
  private verifiedAt = 0
  private readonly tokenLife: TokenLife
  private readonly commands: CommandRunner

  constructor(
    id: string,
    socket: ServerSocket,
    private readonly host: SessionHost,
  ) {
    this.connection = new Connection({
      ...host,
      id,
      socket,
      isAuthenticated: () => this.seat !== null,
      onFrame: (text) => this.handle(text),
      onEnd: () => this.settle(),
    })
    this.tokenLife = new TokenLife({
      env: host.env,
      warningMs: host.limits.tokenWarningMs,
      onExpiring: (at) => this.connection.send({ type: 'token_expiring', expires_at: new Date(at).toISOString() }),
      onExpired: () => this.expire(),
    })
    this.commands = new CommandRunner({ ...host, connection: this.connection })
    this.connection.setDeadline(host.limits.authDeadlineMs)
  }

  /** Ends where it is of that user and was let in before that time. */
  revoke({ tenant_id, user_id }: RevokedUser, revokedAt: number): void {
    const principal = this.seat?.audience.principal
    if (principal?.tenant_id !== tenant_id || principal.user_id !== user_id || this.verifiedAt > revokedAt) return
    this.connection.send({ type: 'auth_error', code: 'unauthorized', message: 'unable to go on; access was revoked' })
    this.connection.end(closeCodes.unauthorized, 'revoked')
  }

  private get seat(): Seat | null {
    return this.state.kind === 'catching_up' || this.state.kind === 'live' ? this.state.seat : null
  }

  private settle(): void {
    const { seat } = this
    this.state = { kind: 'closed' }
    this.tokenLife.close()
    if (seat === null) return
    this.commands.close(seat.audience.principal)
    seat.close()
    seat.room.absent(seat.audience, this.connection.id)
    this.host.exit(seat.audience.principal)
  }

  private async handle(text: string): Promise<void> {
    const decision = decideFrame(this.state.kind, text)
    switch (decision.kind) {
      case 'authenticate':
        return this.authenticate(decision.frame)
      case 'refresh':
        return this.seat === null ? undefined : this.refresh(decision.frame, this.seat)
      case 'command':
        if (this.tokenLife.hasEnded()) return this.expire()
        return this.seat === null ? undefined : this.commands.run(decision.frame, this.seat)
      case 'wrong':
        return this.complain(decision)
      case 'ignore':
        return
      default:
        return assertNever(decision)
    }
  }

  private async authenticate(frame: AuthFrame): Promise<void> {
    this.state = { kind: 'authenticating' }
    this.connection.setDeadline(this.host.limits.authenticateTimeoutMs)
    const audience = await this.admit(frame, null)
    const start = audience === null ? null : await this.locate(audience, frame.resume)
    // Refused, failed, or closed while waiting, by the peer or by the deadline.
    if (audience === null || start === null || !this.isStill('authenticating')) return
    const { principal } = audience
    const room = this.host.enter(principal)
    if (room === null) {
      const message = 'unable to open socket; this user has too many'
      this.connection.send({ type: 'error', code: 'rate_limited', message })
      return this.connection.end(closeCodes.too_many_connections, 'too many connections')
    }
    this.connection.setDeadline(null)
    if (frame.batch === true) this.connection.batch()
    const fields = { user_id: principal.user_id, tenant_id: principal.tenant_id, connection_id: this.connection.id }
    this.host.logger.info(fields, 'WebSocket connection established')
    this.sit(audience, room, start)
  }

  /** The same socket with a newer token; nothing is interrupted unless the role changed. */
  private async refresh(frame: AuthFrame, seat: Seat): Promise<void> {
    const audience = await this.admit(frame, seat.audience.principal)
    if (audience === null) return
    if (audience.hash === seat.audience.hash) {
      seat.audience = audience
      this.tokenLife.watch(audience.principal.expires_at)
      return this.welcome(seat, true)
    }
    // Another role sees other things: nothing more goes out as seen by the old one.
    seat.close()
    const start = await this.locate(audience, undefined)
    if (start !== null && this.seat !== null) this.sit(audience, seat.room, { ...start, reset: 'access_changed' })
  }

  /** Null where the frame was refused, or the session ended meanwhile. */
  private async admit(frame: AuthFrame, current: Principal | null): Promise<Audience | null> {
    const verifiedAt = this.host.env.now()
    const verdict = await judgeAuthFrame(frame, current, this.host.verifyToken)
    if (this.state.kind === 'closed') return null
    if (verdict.kind === 'accepted') {
      this.verifiedAt = verifiedAt
      return createAudience(verdict.principal, this.host.policy)
    }
    this.refuse(verdict.refusal, verdict.error)
    return null
  }

  private async locate(audience: Audience, resume: string | undefined): Promise<Start | null> {
    try {
      return await locateStart(this.host.inbox, audience, resume)
    } catch (error) {
      this.connection.fail('Unable to find the start of a session', error)
      return null
    }
  }

  private sit(audience: Audience, room: TenantRoom, start: Start): void {
    const { connection, host } = this
    const seat = new Seat({
      ...host,
      connectionId: connection.id,
      socket: connection.socket,
      audience,
      room,
      position: start.position,
      log: host.inbox.log,
      writer: { write: (text) => this.write(text), flush: () => connection.flush() },
    })
    this.state = { kind: 'catching_up', seat }
    this.tokenLife.watch(audience.principal.expires_at)
    this.welcome(seat, start.resumed)
    if (start.reset !== null) connection.send({ type: 'reset', reason: start.reset, cursor: seat.cursor })
    seat.view(null)
    void this.catchUp(seat)
  }

  private async catchUp(seat: Seat): Promise<void> {
    try {
      const end = await seat.catchUp()
      // Another seat was taken, or the session ended.
      if (this.seat !== seat || end === 'left') return
      if (end === 'stalled') return this.connection.drop('slow_consumer')
      this.state = { kind: 'live', seat }
      const colleagues = await seat.room.colleagues(seat.audience)
      if (this.seat !== seat) return
      for (const text of colleagues) this.write(text)
      this.connection.flush()
    } catch (error) {
      this.connection.fail('Unable to replay the log', error)
    }
  }

  private welcome(seat: Seat, resumed: boolean): void {
    const { user_id, tenant_id, role, name, expires_at } = seat.audience.principal
    const expiresAt = expires_at === null ? null : new Date(expires_at).toISOString()
    this.connection.send({
      type: 'auth_ok',
      connection_id: this.connection.id,
      cursor: seat.cursor,
      resumed,
      heartbeat_ms: this.host.heartbeatMs,
      server_time: new Date(this.host.env.now()).toISOString(),
      user: { id: user_id, tenant_id, role, name, expires_at: expiresAt },
    })
  }

  private refuse(refusal: Refusal, error: unknown): void {
    const fields = { connection_id: this.connection.id, code: refusal.code, reason: refusal.message }
    if (error === undefined) this.host.logger.warn(fields, 'WebSocket authentication failed')
    else this.host.logger.error({ ...fields, error }, 'WebSocket authentication failed')
    this.connection.send({ type: 'auth_error', code: refusal.code, message: refusal.message })
    this.connection.end(refusal.closeCode, refusal.code)
  }

  private complain(wrong: WrongFrame): void {
    const { code, message, ref } = wrong
    this.connection.send({ type: 'error', code, message, ref })
    this.wrongFrames += 1
    if (this.wrongFrames < this.host.limits.maxWrongFrames) return
    this.connection.end(closeCodes.bad_frame, 'too many wrong frames')
  }

  /** Events and passing states: a token that has ended lets nothing more out, even when its timer is late. */
  private write(text: string): void {
    if (this.tokenLife.hasEnded()) this.expire()
    else this.connection.write(text)
  }

  private expire(): void {
    this.connection.send({ type: 'auth_error', code: 'token_expired', message: 'unable to go on; token has expired' })
    this.connection.end(closeCodes.unauthorized, 'token_expired')
  }

  /** A call, so that the compiler does not take the state from before an `await` for the one after it. */
  private isStill(kind: SessionState['kind']): boolean {
    return this.state.kind === kind
  }
}
