import { ServerError } from '../domain/errors'
import type { Inbox } from '../domain/inbox'
import { json } from './answers'
import type { App } from './router'

export interface HealthOptions {
  log: Pick<Inbox['log'], 'head'>
  draining: AbortSignal
}

/** `/healthz`: the process lives. `/readyz`: it wants requests, so no while it drains or cannot read its database. */
export function registerHealth(app: App, { log, draining }: HealthOptions): void {
  app.get('/healthz', () => json({ status: 'ok' }, 200, NO_STORE))
  app.get('/readyz', async () => {
    if (draining.aborted) return json({ status: 'draining' }, 503, NO_STORE)
    const isReadable = await log.head(PROBE_TENANT).then(
      () => true,
      () => false,
    )
    return isReadable
      ? json({ status: 'ready' }, 200, NO_STORE)
      : json({ status: 'database_unreachable' }, 503, NO_STORE)
  })
}

/**
 * What plain HTTP gets at the socket's path. A real upgrade never arrives here, since node hands it over as an event of its
 * own; the seed's `curl -I` with upgrade headers does, where the host routes it to `fetch`.
 */
export function registerSocketPath(app: App, socketPath: string, draining: AbortSignal): void {
  app.get(socketPath, (c) => {
    if (c.req.raw.method === 'HEAD' && c.req.header('upgrade') !== undefined) {
      return new Response(null, { status: socketHealthStatus(draining) })
    }
    c.header('Upgrade', 'websocket')
    c.header('Connection', 'Upgrade')
    throw new ServerError('upgrade_required', 'unable to answer; open a WebSocket here')
  })
}

/** The seed's health check of the socket: whether it takes connections now. */
export const socketHealthStatus = (draining: AbortSignal): 200 | 503 => (draining.aborted ? 503 : 200)

const NO_STORE = { 'Cache-Control': 'no-store' }

/** Exists nowhere; asking for its head reads the database without touching anybody's data. */
const PROBE_TENANT = 'readyz'
