import { createServer, ServerResponse, type IncomingMessage, type Server, type ServerOptions } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { API_BASE, routes } from '@pytake/protocol'
import { ServerError } from '../domain/errors'
import { nodeEnv, type ServerEnv } from '../env'

export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Slow senders are cut off: node's own defaults leave a minute for headers and five for a body. */
const HEADERS_TIMEOUT_MS = 10_000
const BODY_TIMEOUT_MS = 30_000
/** A file of 100 MiB over a slow line. */
const UPLOAD_TIMEOUT_MS = 600_000
/** Longer than the 60 s of the usual proxies, so that they and not we close an idle connection between two requests. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000

/** The Web-standard handler as a `node:http` request listener; mounts in Express and Fastify too. */
export function createNodeHandler(handle: (request: Request) => Promise<Response>): NodeHandler {
  // A library must not replace the host's global Request and Response, which the adapter would do for speed.
  const listener = getRequestListener(handle, { overrideGlobalObjects: false })
  return (request, response) => {
    void listener(request, response)
  }
}

export interface ListeningServer {
  host: string
  port: number
  /** Takes no new connections, and ends each of the old ones with its next answer. */
  stopAccepting(): void
  /** Resolves once every answer has been written to its end. */
  answered(): Promise<void>
  /** Cuts the connections that are left; resolves when the last one has gone, upgraded ones included. */
  cut(): Promise<void>
}

/** Opens the port. Rejects with `invalid_configuration` where it is taken or not permitted. */
export async function listen(
  handlers: { request: NodeHandler; upgrade: UpgradeHandler },
  port: number,
  host: string | undefined,
  env: Pick<ServerEnv, 'setTimer'> = nodeEnv,
): Promise<ListeningServer> {
  const answers = new Answers()
  const request: NodeHandler = (incoming, outgoing) => {
    answers.add(outgoing)
    if (!isUpload(incoming)) cutSlowBody(incoming, outgoing, env)
    handlers.request(incoming, outgoing)
  }
  const server = createServer(SERVER_OPTIONS, request)
  server.on('upgrade', (incoming, socket, head) => {
    if (offersOnlyAnotherProtocol(incoming)) answerPlainly(incoming, socket, request)
    else handlers.upgrade(incoming, socket, head)
  })
  const ended = new Promise<void>((resolve) => server.once('close', resolve))
  await opened(server, port, host)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a TCP address')
  return {
    host: address.address,
    port: address.port,
    stopAccepting() {
      server.close()
      server.closeIdleConnections()
      answers.beLast()
    },
    answered: () => answers.written(),
    cut() {
      server.closeAllConnections()
      return ended
    },
  }
}

const isUpload = ({ method, url = '' }: IncomingMessage): boolean =>
  method === routes.uploadMedia.method && url.split('?', 1)[0] === API_BASE + routes.uploadMedia.path

/** node knows one limit for all requests, and that has to leave time for files. */
function cutSlowBody(request: IncomingMessage, response: ServerResponse, env: Pick<ServerEnv, 'setTimer'>): void {
  const cancel = env.setTimer(BODY_TIMEOUT_MS, () => {
    if (!request.complete) request.destroy()
  })
  response.once('close', cancel)
}

/** The answers that are being written. */
class Answers {
  readonly #open = new Set<ServerResponse>()
  #waiting: (() => void)[] = []
  #areLast = false

  add(response: ServerResponse): void {
    this.#open.add(response)
    if (this.#areLast) response.setHeader('Connection', 'close')
    response.once('close', () => {
      this.#open.delete(response)
      if (this.#open.size === 0) for (const resolve of this.#waiting.splice(0)) resolve()
    })
  }

  /** Kept alive after its answer, a connection would hold the server open until its idle time is over. */
  beLast(): void {
    this.#areLast = true
    for (const response of this.#open) if (!response.headersSent) response.setHeader('Connection', 'close')
  }

  written(): Promise<void> {
    return this.#open.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve))
  }
}

const SERVER_OPTIONS: ServerOptions = {
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: UPLOAD_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  // node looks for late senders only this often, by itself every 30 s.
  connectionsCheckingInterval: 5_000,
}

/**
 * `curl --http2` and Java's client offer `Upgrade: h2c` with every first request, and node takes any offer for an
 * upgrade once somebody listens for one. An offer may be ignored (RFC 9110, 7.8). With a body it cannot: node has
 * stopped parsing behind the headers.
 */
function offersOnlyAnotherProtocol({ headers }: IncomingMessage): boolean {
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  return !hasBody && headers.upgrade?.toLowerCase() !== 'websocket'
}

function answerPlainly(request: IncomingMessage, socket: Duplex, handle: NodeHandler): void {
  if (!(socket instanceof Socket)) {
    socket.destroy()
    return
  }
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  response.once('finish', () => socket.end())
  handle(request, response)
}

function opened(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => reject(listenError(error, port))
    server.once('error', onError)
    server.listen(port, host, () => {
      server.off('error', onError)
      resolve()
    })
  })
}

function listenError(error: NodeJS.ErrnoException, port: number): unknown {
  const reason = LISTEN_FAULTS[error.code ?? '']
  if (reason === undefined) return error
  return new ServerError('invalid_configuration', `unable to listen on port ${port}; ${reason}`, { cause: error })
}

const LISTEN_FAULTS: Record<string, string> = {
  EADDRINUSE: 'it is in use, set PORT to another one',
  EACCES: 'it needs more rights, set PORT to one above 1023',
  EADDRNOTAVAIL: 'this machine does not have that address',
}
