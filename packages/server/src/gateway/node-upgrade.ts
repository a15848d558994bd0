import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { SOCKET_PATH } from '@pytake/protocol'
import { WebSocketServer } from 'ws'
import { originCheck, type OriginCheck } from '../domain/origins'
import { clientAddress } from './client-address'
import type { Gateway } from './gateway'
import { createWsSocket } from './ws-socket'

export interface UpgradeOptions {
  gateway: Pick<Gateway, 'accept' | 'status' | 'limits'>
  /** Defaults to the path of the protocol. */
  path?: string
  /** False answers 404, and clients poll. */
  enabled?: boolean
  /** Exact origins of the pages that may connect; unset allows localhost on any port. */
  allowedOrigins?: readonly string[]
  /** The client's address, for the cap per address; by default see {@link clientAddress}. */
  clientAddress?: (request: IncomingMessage) => string | null
}

export interface UpgradeHandler {
  /**
   * Answers an `upgrade` event of a node server. False where the path is another one: then the socket is untouched
   * and somebody else, or {@link refuseUpgrade}, has to answer it.
   */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
}

/**
 * Mounts the gateway on any node server.
 *
 * @example
 * const { handleUpgrade } = createUpgradeHandler({ gateway })
 * server.on('upgrade', (request, socket, head) => {
 *   if (!handleUpgrade(request, socket, head)) refuseUpgrade(socket, 404)
 * })
 */
export function createUpgradeHandler(options: UpgradeOptions): UpgradeHandler {
  const { gateway, path = SOCKET_PATH } = options
  const addressOf = options.clientAddress ?? addressOfRequest
  const isAllowedOrigin = originCheck(options.allowedOrigins)
  const server = new WebSocketServer(serverOptions(gateway.limits))
  return {
    handleUpgrade(request, socket, head) {
      if (pathOf(request) !== path) return false
      const answer = answerBeforeUpgrade(request, options, isAllowedOrigin)
      if (answer !== null) {
        refuseUpgrade(socket, answer)
        return true
      }
      const ip = addressOf(request)
      server.handleUpgrade(request, socket, head, (ws) =>
        gateway.accept(createWsSocket(ws, socket), { ip, origin: request.headers.origin ?? null }),
      )
      return true
    },
  }
}

export type UpgradeAnswer = 200 | 403 | 404 | 503

/** Answers an upgrade request in plain HTTP and closes the connection. */
export function refuseUpgrade(socket: Duplex, status: UpgradeAnswer): void {
  // The peer may be gone already; nobody is left to be told.
  socket.on('error', () => undefined)
  const retry = status === 503 ? 'Retry-After: 5\r\n' : ''
  socket.end(`HTTP/1.1 ${status} ${REASONS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n${retry}\r\n`, () =>
    socket.destroy(),
  )
}

const REASONS = { 200: 'OK', 403: 'Forbidden', 404: 'Not Found', 503: 'Service Unavailable' } as const

/** The smallest pieces a frame of full size may trickle in; smaller ones are an attack on memory. */
const MIN_CHUNK_BYTES = 64
/** A peer that does not answer a close frame is dropped after this. */
const CLOSE_TIMEOUT_MS = 5_000

/** The defaults of `ws` are 100 MiB a message and 16,384 fragments. */
function serverOptions(limits: Gateway['limits']) {
  return {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.maxFrameBytes,
    maxFragments: limits.maxFragments,
    maxBufferedChunks: Math.ceil(limits.maxFrameBytes / MIN_CHUNK_BYTES),
    closeTimeout: CLOSE_TIMEOUT_MS,
  }
}

/** What is said instead of 101; null goes on with the upgrade. */
function answerBeforeUpgrade(
  request: IncomingMessage,
  options: UpgradeOptions,
  isAllowedOrigin: OriginCheck,
): UpgradeAnswer | null {
  if (options.enabled === false) return 404
  const accepting = options.gateway.status().phase === 'accepting'
  // The seed's health check: `curl -I` with the headers of an upgrade and a key that is none.
  if (request.method === 'HEAD') return accepting ? 200 : 503
  if (!accepting) return 503
  const { origin } = request.headers
  // Programs that are no browser send none. Browsers cannot leave it out, and CORS does not guard sockets.
  return origin === undefined || isAllowedOrigin(origin) ? null : 403
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? ''
}

function addressOfRequest(request: IncomingMessage): string | null {
  const forwardedFor = request.headers['x-forwarded-for']
  return clientAddress(request.socket.remoteAddress, Array.isArray(forwardedFor) ? forwardedFor.at(-1) : forwardedFor)
}
