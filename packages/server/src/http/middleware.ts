import { API_BASE, EVENT_CURSOR_HEADER } from '@pytake/protocol'
import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { ServerError } from '../domain/errors'
import type { OriginCheck } from '../domain/origins'
import type { Logger } from '../domain/ports'
import type { ServerEnv } from '../env'

/** One line per request, without its query: that may hold a search or a signature. */
export const accessLog =
  (logger: Logger, env: Pick<ServerEnv, 'now'>): MiddlewareHandler =>
  async (c, next) => {
    const startedAt = env.now()
    await next()
    const request_id = c.res.headers.get('X-Request-Id')
    logger.debug(
      {
        ...(request_id === null ? {} : { request_id }),
        method: c.req.method,
        path: c.req.path,
        status: c.res.status,
        duration_ms: env.now() - startedAt,
      },
      'request answered',
    )
  }

/** hono's own `secureHeaders` would overwrite what a download sets more strictly for itself. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  for (const [name, value] of SECURITY_HEADERS) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  }
}

const SECURITY_HEADERS = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-site'],
  // Conversations must not outlive the session in a shared cache.
  ['Cache-Control', 'no-store'],
] as const

/** Exactly the Origin list of the socket. Tokens travel in a header, so cookies are never asked for. */
export const corsFor = (isAllowedOrigin: OriginCheck): MiddlewareHandler =>
  cors({
    origin: (origin) => (isAllowedOrigin(origin) ? origin : null),
    allowMethods: ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'Range', 'If-Range', 'If-None-Match', 'X-Request-Id'],
    exposeHeaders: [
      'Link',
      EVENT_CURSOR_HEADER,
      'Retry-After',
      'X-Request-Id',
      'Content-Disposition',
      'Content-Range',
      'ETag',
    ],
    maxAge: 600,
  })

/** New work is refused once draining began; what already runs goes on. Health stays readable. */
export const refuseWhileDraining =
  (draining: AbortSignal): MiddlewareHandler =>
  async (c, next) => {
    if (draining.aborted && c.req.path.startsWith(`${API_BASE}/`)) {
      throw new ServerError('service_unavailable', 'unable to answer; the server is going down', {
        retryAfterSeconds: 2,
      })
    }
    await next()
  }
