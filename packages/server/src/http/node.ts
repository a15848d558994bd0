import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { ServerError } from '../domain/errors'

export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Slow senders are cut off: node's own defaults leave a minute for headers and five for a body. */
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
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
  /** Takes no new connections and ends each after its answer; resolves when the last one has gone. */
  close(): Promise<void>
  /** Cuts the connections that are left. */
  closeNow(): void
}

/** Opens the port. Rejects with `invalid_configuration` where it is taken or not permitted. */
export async function listen(
  handlers: { request: NodeHandler; upgrade: UpgradeHandler },
  port: number,
  host: string | undefined,
): Promise<ListeningServer> {
  const answering = new Set<ServerResponse>()
  const server = createServer(SERVER_OPTIONS, (request, response) => {
    answering.add(response)
    response.once('close', () => answering.delete(response))
    handlers.request(request, response)
  })
  server.on('upgrade', handlers.upgrade)
  await opened(server, port, host)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a TCP address')
  return {
    host: address.address,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
        // Kept alive after its answer, a connection would hold the server open until its idle time is over.
        for (const response of answering) if (!response.headersSent) response.setHeader('Connection', 'close')
      }),
    closeNow: () => server.closeAllConnections(),
  }
}

const SERVER_OPTIONS: ServerOptions = {
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  // node looks for late senders only this often, by itself every 30 s.
  connectionsCheckingInterval: 5_000,
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
