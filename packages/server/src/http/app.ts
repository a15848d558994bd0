import { API_BASE, routes, SOCKET_PATH, uuidv7 } from '@pytake/protocol'
import { Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { requestId, type RequestIdVariables } from 'hono/request-id'
import type { VerifyToken } from '../domain/authentication'
import { isServerError, ServerError } from '../domain/errors'
import type { Inbox } from '../domain/inbox'
import type { OriginCheck } from '../domain/origins'
import type { Bus, Logger, MediaStore, WebhookReceiver } from '../domain/ports'
import type { ServerEnv } from '../env'
import { json } from './answers'
import { authenticateBearer } from './bearer'
import type { Endpoint } from './call'
import { contactEndpoints } from './contact-endpoints'
import { conversationEndpoints } from './conversation-endpoints'
import { eventEndpoints } from './event-endpoints'
import { registerHealth, registerSocketPath } from './health'
import { mediaEndpoints, SIGNATURE_PARAMETER } from './media-endpoints'
import { createMediaLinks, type MediaLinks } from './media-link'
import { messageEndpoints } from './message-endpoints'
import { accessLog, corsFor, refuseWhileDraining, securityHeaders } from './middleware'
import { openapiDocument } from './openapi'
import { problemResponse } from './problem'
import { createRateLimiter, type RateLimit } from './rate-limit'
import { registerEndpoints, type App, type AppContext, type Gatekeeper } from './router'
import { teamEndpoints } from './team-endpoints'
import { webhookEndpoints } from './webhook-endpoints'

export interface HttpOptions {
  inbox: Inbox
  bus: Pick<Bus, 'onHint'>
  env: Pick<ServerEnv, 'now' | 'setTimer' | 'randomBytes'>
  logger: Logger
  verifyToken: VerifyToken
  isAllowedOrigin: OriginCheck
  mediaStore: MediaStore
  /** Signs links to files; has to be the same on every node. */
  mediaLinkSecret: Uint8Array
  /** Null where no WhatsApp channel is configured. */
  whatsapp: WebhookReceiver | null
  rateLimit: RateLimit
  /** Null where sockets are switched off. */
  socketPath: string | null
  /** Aborted when the server begins to drain. */
  draining: AbortSignal
}

/** The whole HTTP surface as one Web-standard handler, without a listening port. */
export function createHttpApp(options: HttpOptions): (request: Request) => Promise<Response> {
  const { env, logger, draining, inbox } = options
  const app: App = new Hono<{ Variables: RequestIdVariables }>()
  const links = createMediaLinks(options.mediaLinkSecret, () => env.now())
  app.onError((error, c) => answerError(error, c, logger))
  // Answered, not thrown: an error would keep `methodNotAllowed` from looking at the path.
  app.notFound((c) => problemResponse(new ServerError('not_found', 'unable to find this path'), c.get('requestId')))
  app.use(requestId({ generator: () => uuidv7(env.now(), env.randomBytes(10)), limitLength: 128 }))
  app.use(accessLog(logger, env))
  app.use(securityHeaders)
  app.use(corsFor(options.isAllowedOrigin))
  app.use(methodNotAllowed({ app, onMethodNotAllowed: answerMethod }))
  app.use(refuseWhileDraining(draining))
  registerHealth(app, { log: inbox.log, draining })
  // Before the endpoints: its path would also read as a conversation called "ws".
  if (options.socketPath !== null) registerSocketPath(app, options.socketPath, draining)
  else app.get(SOCKET_PATH, (c) => c.notFound())
  app.get(`${API_BASE}/openapi.json`, () => json(openapiDocument()))
  registerEndpoints(app, endpointsOf(options, links), gatekeeperOf(options, links))
  return async (request) => app.fetch(request)
}

const endpointsOf = (options: HttpOptions, links: MediaLinks): Endpoint[] => [
  ...conversationEndpoints(options.inbox),
  ...messageEndpoints(options.inbox),
  ...contactEndpoints(options.inbox),
  ...teamEndpoints(options.inbox),
  ...eventEndpoints(options),
  ...mediaEndpoints({ media: options.inbox.media, store: options.mediaStore, links }),
  ...webhookEndpoints(options),
]

function gatekeeperOf({ verifyToken, rateLimit, env }: HttpOptions, links: MediaLinks): Gatekeeper {
  const count = createRateLimiter(rateLimit, () => env.now())
  return {
    async authenticate(route, { request, url, id }) {
      const signature = url.searchParams.get(SIGNATURE_PARAMETER)
      if (signature !== null && route.path === routes.getMedia.path) return links.verify(signature, id)
      return authenticateBearer(request, verifyToken)
    },
    countRequest: ({ tenant_id, user_id }) => count(JSON.stringify([tenant_id, user_id])),
  }
}

function answerError(error: unknown, c: AppContext, logger: Logger): Response {
  const request_id = c.get('requestId')
  const fields = { request_id, method: c.req.method, path: c.req.path }
  if (!isServerError(error) || error.code === 'internal_error') {
    logger.error({ ...fields, error }, 'unable to answer request')
  } else if (error.status >= 500) {
    logger.warn({ ...fields, code: error.code, error: error.cause }, 'unable to answer request')
  }
  return problemResponse(error, request_id)
}

function answerMethod(c: AppContext, methods: string[]): Response {
  const allow = methods.join(', ')
  const error = new ServerError('method_not_allowed', `unable to ${c.req.method} this path; it allows ${allow}`)
  const response = problemResponse(error, c.get('requestId'))
  response.headers.set('Allow', allow)
  return response
}
