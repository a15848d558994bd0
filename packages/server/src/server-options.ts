import type { DatabaseAdapter } from './domain/database'
import type { Policy } from './domain/policy'
import type { Bus, Logger, MediaStore } from './domain/ports'
import type { Authenticate } from './domain/principal'
import type { ServerEnv } from './env'
import type { GatewayLimits } from './gateway/limits'
import type { RateLimit } from './http/rate-limit'
import type { WhatsAppDefinition } from './whatsapp/whatsapp'

export const DEFAULT_PORT = 8080

export interface InboxServerOptions {
  /** Who calls: `jwt({...})`, or a function of the host application. */
  authenticate: Authenticate
  /** Default: `sqlite('./data/inbox.db')`. */
  database?: DatabaseAdapter | undefined
  /** Default: none, so nothing comes in and nothing goes out. */
  channels?: readonly WhatsAppDefinition[] | undefined
  /** Who sees which conversation. Default: everybody the whole own tenant. */
  policy?: Policy | undefined
  /** Where files lie. Default: `fileMedia('./data/media')`. */
  media?: MediaStore | undefined
  /** Default: in this process alone. */
  bus?: Bus | undefined
  /** Exact origins of the pages that may call, over HTTP and sockets. Default: localhost on any port. */
  allowedOrigins?: readonly string[] | undefined
  /** False: the socket's path answers 404 and clients poll. Default: true. */
  socketEnabled?: boolean | undefined
  /** Default: `/api/v1/conversations/ws`. */
  socketPath?: string | undefined
  /** Port of `listen()` where the call names none. Default: 8080. */
  port?: number | undefined
  /** Default: warnings and errors, as JSON on the standard output. */
  logger?: Logger | undefined
  limits?: InboxServerLimits | undefined
  /** Longest that `close()` waits for work in flight, in milliseconds. Default: 10,000. */
  closeGraceMs?: number | undefined
  /** Clock, timers, randomness and network. Default: the real ones. */
  env?: ServerEnv | undefined
}

export interface InboxServerLimits {
  /** REST requests of one principal; sending messages does not count. */
  requests?: RateLimit | undefined
  /** Largest file of an upload, in bytes. Default: 100 MiB, WhatsApp's own limit. */
  uploadBytes?: number | undefined
  gateway?: Partial<GatewayLimits> | undefined
}
