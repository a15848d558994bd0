import { SOCKET_PATH } from '@pytake/protocol'
import { memory } from './bus/memory'
import { sqlite } from './db/sqlite'
import { createTokenVerifier } from './domain/authentication'
import { createInbox } from './domain/create-inbox'
import type { Database } from './domain/database'
import { createDispatcher } from './domain/dispatcher'
import { createMediaFetcher } from './domain/media-fetcher'
import { createUploadCleaner } from './domain/upload-cleaner'
import { originCheck } from './domain/origins'
import { openTenantPolicy } from './domain/policy'
import type { Channel, Logger, WebhookReceiver } from './domain/ports'
import { nodeEnv, type ServerEnv } from './env'
import { createGateway } from './gateway/gateway'
import { createUpgradeHandler } from './gateway/node-upgrade'
import { createHostInbox } from './host-inbox'
import { createHttpApp } from './http/app'
import { trackInFlight } from './http/in-flight'
import { defaultRateLimit } from './http/rate-limit'
import { AssembledServer, type InboxServer } from './inbox-server'
import { fileMedia } from './media/file-media'
import { createLogger } from './observability/log'
import { DEFAULT_PORT, type InboxServerOptions } from './server-options'
import { whatsappWebhook } from './whatsapp/webhook'

const DEFAULT_DATABASE_PATH = './data/inbox.db'
const DEFAULT_MEDIA_DIRECTORY = './data/media'
const DEFAULT_CLOSE_GRACE_MS = 10_000

/**
 * Opens the database and puts everything together: REST, sockets, webhooks, sending. It listens nowhere yet.
 *
 * @throws ServerError `invalid_configuration` where the database or a channel cannot be used as configured
 * @example
 * const server = await createInboxServer({ authenticate: jwt({ secret }), channels: [whatsapp(account)] })
 * await server.listen(8080)
 */
export async function createInboxServer(options: InboxServerOptions): Promise<InboxServer> {
  const env = options.env ?? nodeEnv
  const logger = options.logger ?? createLogger({ level: 'warn' })
  const opened = (options.channels ?? []).map((definition) => definition.open(env))
  if (opened.length === 0) logger.warn({}, 'no channel is configured; nothing can come in or go out')
  // Before the database: a mistake in the channels must not leave one open.
  const accounts = opened.map(({ account }) => account)
  const whatsapp = accounts.length === 0 ? null : whatsappWebhook(accounts, logger)
  const database = await (options.database ?? sqlite(DEFAULT_DATABASE_PATH)).open(env)
  return assemble(options, { env, logger, database, whatsapp, channels: opened.map(({ channel }) => channel) })
}

interface Foundation {
  env: ServerEnv
  logger: Logger
  database: Database
  whatsapp: WebhookReceiver | null
  channels: Channel[]
}

function assemble(options: InboxServerOptions, foundation: Foundation): InboxServer {
  const { env, logger, database, channels } = foundation
  const { authenticate, allowedOrigins, socketEnabled: enabled = true, socketPath: path = SOCKET_PATH } = options
  const bus = options.bus ?? memory({ onListenerError: (error) => logger.error({ error }, 'a bus listener failed') })
  const policy = options.policy ?? openTenantPolicy
  const store = options.media ?? fileMedia(DEFAULT_MEDIA_DIRECTORY)
  const closeGraceMs = options.closeGraceMs ?? DEFAULT_CLOSE_GRACE_MS
  const draining = new AbortController()

  const { inbox, queues } = createInbox({
    database,
    env,
    policy,
    channels,
    bus,
    logger,
    files: store,
    maxUploadBytes: options.limits?.uploadBytes,
  })
  const limits = { closeTimeoutMs: closeGraceMs }
  const dispatcher = createDispatcher({ queues, channels, env, logger, limits })
  const fetcher = createMediaFetcher({ queues, channels, store, env, logger, limits })
  const cleaner = createUploadCleaner({ queues, store, env, logger })
  const gateway = createGateway({
    inbox,
    authenticate,
    bus,
    env,
    logger,
    policy,
    limits: options.limits?.gateway ?? {},
  })
  const { handleUpgrade } = createUpgradeHandler({
    gateway,
    path,
    enabled,
    ...(allowedOrigins === undefined ? {} : { allowedOrigins }),
  })
  const fetch = createHttpApp({
    inbox,
    bus,
    env,
    logger,
    verifyToken: createTokenVerifier({ authenticate, agents: inbox.agents, env }),
    isAllowedOrigin: originCheck(allowedOrigins),
    mediaStore: store,
    mediaLinkSecret: database.secret,
    whatsapp: foundation.whatsapp,
    rateLimit: options.limits?.requests ?? defaultRateLimit,
    socketPath: enabled ? path : null,
    draining: draining.signal,
  })
  return new AssembledServer({
    http: trackInFlight(fetch),
    handleUpgrade,
    gateway,
    inbox: createHostInbox(inbox, logger),
    workers: [dispatcher, fetcher, cleaner],
    channels,
    bus,
    database,
    draining,
    env,
    logger,
    defaultPort: options.port ?? DEFAULT_PORT,
    closeGraceMs,
  })
}
