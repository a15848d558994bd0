import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Database } from './domain/database'
import { ServerError } from './domain/errors'
import type { Bus, Channel, Logger } from './domain/ports'
import type { Worker } from './domain/worker'
import type { ServerEnv } from './env'
import type { Gateway } from './gateway/gateway'
import { refuseUpgrade, type UpgradeHandler } from './gateway/node-upgrade'
import type { ConnectionInfo, ServerSocket } from './gateway/socket-port'
import type { HostInbox } from './host-inbox'
import type { InFlight } from './http/in-flight'
import { createNodeHandler, listen, type ListeningServer, type NodeHandler } from './http/node'
import { shutDown, type ShutdownStep } from './shutdown'

export interface InboxServer {
  /** Web-standard handler: mounts in a Next.js route, in hono, in anything that speaks `Request` and `Response`. */
  readonly fetch: (request: Request) => Promise<Response>
  /** The same for `node:http`, Express and Fastify. */
  readonly nodeHandler: NodeHandler
  /** Answers an `upgrade` event of a node server; false, and the socket untouched, where the path is another one. */
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean
  /** Takes over a socket of any other transport. */
  readonly acceptSocket: (socket: ServerSocket, info: ConnectionInfo) => void
  /** Everything that HTTP can do, for the host's own code, and the events. */
  readonly inbox: HostInbox
  /**
   * Opens a port with REST and sockets on it; 0 takes any free one.
   *
   * @throws ServerError `invalid_configuration` naming the port where it is taken or not permitted
   */
  listen(port?: number, host?: string): Promise<{ host: string; port: number }>
  /**
   * Goes down gracefully within the grace: not ready, no new connections, requests answered, sockets asked to come
   * back, sends in flight finished, database closed. Safe to call again.
   */
  close(): Promise<void>
}

/** What `server.ts` has put together. */
export interface ServerParts {
  http: InFlight
  handleUpgrade: UpgradeHandler['handleUpgrade']
  gateway: Gateway
  inbox: HostInbox
  /** In the order in which they are closed. */
  workers: readonly Worker[]
  channels: readonly Channel[]
  bus: Bus
  database: Database
  /** Aborted first of all when closing: readiness, long polls and new requests look at it. */
  draining: AbortController
  env: ServerEnv
  logger: Logger
  defaultPort: number
  closeGraceMs: number
}

/** Clients of a server that goes down come back spread over at least this; a big server takes a millisecond for each. */
const MIN_RETURN_DELAY_MS = 250
const MIN_RETURN_WINDOW_MS = 500
const MAX_RETURN_WINDOW_MS = 10_000

/** The assembled server with its life: listening, draining, closed. */
export class AssembledServer implements InboxServer {
  readonly fetch: (request: Request) => Promise<Response>
  readonly nodeHandler: NodeHandler
  readonly inbox: HostInbox
  readonly #parts: ServerParts
  readonly #listening = new Set<ListeningServer>()
  #closing: Promise<void> | null = null

  constructor(parts: ServerParts) {
    this.#parts = parts
    this.fetch = parts.http.fetch
    this.nodeHandler = createNodeHandler(parts.http.fetch)
    this.inbox = parts.inbox
  }

  // Properties and not methods, since they are handed around without their object: `on('upgrade', server.handleUpgrade)`.
  readonly handleUpgrade: InboxServer['handleUpgrade'] = (request, socket, head) =>
    this.#parts.handleUpgrade(request, socket, head)

  readonly acceptSocket: InboxServer['acceptSocket'] = (socket, info) => this.#parts.gateway.accept(socket, info)

  async listen(port = this.#parts.defaultPort, host?: string): Promise<{ host: string; port: number }> {
    this.#assertOpen()
    const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      if (!this.handleUpgrade(request, socket, head)) refuseUpgrade(socket, 404)
    }
    const listening = await listen({ request: this.nodeHandler, upgrade }, port, host, this.#parts.env)
    this.#listening.add(listening)
    this.#parts.logger.info({ event: 'listening' }, `server listens on port ${listening.port}`)
    return { host: listening.host, port: listening.port }
  }

  close(): Promise<void> {
    const { env, logger, closeGraceMs: graceMs } = this.#parts
    this.#closing ??= shutDown(this.#steps(), { env, logger, graceMs })
    return this.#closing
  }

  #assertOpen(): void {
    if (this.#closing === null) return
    throw new ServerError('service_unavailable', 'unable to listen; the server has been closed')
  }

  #steps(): ShutdownStep[] {
    const { http, gateway, workers, channels, bus, database, draining } = this.#parts
    draining.abort()
    const listening = [...this.#listening]
    for (const one of listening) one.stopAccepting()
    const closeAll = (closables: readonly { close(): Promise<void> }[]) =>
      Promise.all(closables.map((one) => one.close()))
    return [
      { name: 'requests', run: () => http.idle() },
      { name: 'sockets', run: (leftMs) => this.#drainSockets(leftMs) },
      { name: 'answers', run: () => Promise.all(listening.map((one) => one.answered())) },
      // Nobody waits for anything any more: what is still open are connections that a browser made in advance.
      { name: 'connections', run: () => Promise.all(listening.map((one) => one.cut())) },
      { name: 'workers', run: () => closeAll(workers) },
      { name: 'channels', run: () => closeAll(channels) },
      { name: 'gateway', run: async () => gateway.close() },
      { name: 'bus', run: () => bus.close() },
      { name: 'database', run: () => database.close() },
    ]
  }

  #drainSockets(leftMs: number): Promise<void> {
    const { gateway } = this.#parts
    const windowMs = Math.min(Math.max(gateway.status().connections, MIN_RETURN_WINDOW_MS), MAX_RETURN_WINDOW_MS)
    return gateway.drain({
      minDelayMs: MIN_RETURN_DELAY_MS,
      maxDelayMs: MIN_RETURN_DELAY_MS + windowMs,
      graceMs: leftMs / 2,
    })
  }
}
