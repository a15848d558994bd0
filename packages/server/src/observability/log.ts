import { pino, type DestinationStream } from 'pino'
import type { LogFields, Logger } from '../domain/ports'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/**
 * Logs as JSON, one object a line, through pino. Only the fields of {@link LogFields} pass: no text of messages, no
 * phone numbers, no tokens, whatever a caller hands over.
 *
 * @example
 * await createInboxServer({ authenticate, logger: createLogger({ level: 'debug' }) })
 */
export function createLogger(options: { level?: LogLevel; destination?: DestinationStream } = {}): Logger {
  const settings = { level: options.level ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime }
  const log = options.destination === undefined ? pino(settings) : pino(settings, options.destination)
  return {
    debug: (fields, message) => log.debug(allowed(fields), message),
    info: (fields, message) => log.info(allowed(fields), message),
    warn: (fields, message) => log.warn(allowed(fields), message),
    error: (fields, message) => log.error(allowed(fields), message),
  }
}

/** Types promise nothing at run time: a spread of a whole message must not end up in a file. */
function allowed(fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const name of ALLOWED_FIELDS) {
    const value = fields[name]
    if (typeof value === 'string') kept[name] = value.slice(0, MAX_FIELD_LENGTH)
    if (typeof value === 'number') kept[name] = value
  }
  if (fields.error !== undefined) kept['error'] = describeError(fields.error, 0)
  return kept
}

const MAX_FIELD_LENGTH = 500
const MAX_CAUSES = 3

const ALLOWED_FIELDS = [
  'request_id',
  'connection_id',
  'tenant_id',
  'user_id',
  'conversation_id',
  'message_id',
  'channel_id',
  'code',
  'reason',
  'method',
  'path',
  'status',
  'duration_ms',
  'count',
  'event',
] as const satisfies readonly (keyof LogFields)[]

/** Own properties of foreign errors stay out: some carry the request with its token, or the row that failed. */
function describeError(error: unknown, depth: number): unknown {
  if (!(error instanceof Error)) return { name: typeof error }
  const code = 'code' in error && ['string', 'number'].includes(typeof error.code) ? { code: error.code } : {}
  const cause =
    error.cause === undefined || depth === MAX_CAUSES ? {} : { cause: describeError(error.cause, depth + 1) }
  return { name: error.name, message: error.message.slice(0, MAX_FIELD_LENGTH), ...code, stack: error.stack, ...cause }
}
