import { readVariables, type Fault, type Settings, type Variables } from './config-variables'
import { sqlite } from './db/sqlite'
import { isServerError, ServerError } from './domain/errors'
import type { Authenticate } from './domain/principal'
import { jwt } from './http/jwt'
import { fileMedia } from './media/file-media'
import { createLogger } from './observability/log'
import { DEFAULT_PORT, type InboxServerOptions } from './server-options'
import { whatsapp, type WhatsAppDefinition } from './whatsapp/whatsapp'

/**
 * Builds the server's options from environment variables, with every default filled in.
 *
 * Throws `ServerError('invalid_configuration')`; its `details.errors` names each variable at fault and what to do,
 * all of them at once and without their values.
 *
 * @example
 * const server = await createInboxServer(fromEnv(process.env))
 * await server.listen()
 */
export function fromEnv(variables: Variables): InboxServerOptions {
  const reading = readVariables(variables)
  if (reading.kind === 'faults') throw configurationError(reading.faults)
  const { settings } = reading
  return {
    port: settings.PORT ?? settings.WEBSOCKET_PORT ?? DEFAULT_PORT,
    database: sqlite(settings.DATABASE_URL),
    authenticate: authenticateBy(settings),
    channels: channelsOf(settings),
    media: fileMedia(settings.MEDIA_DIR),
    allowedOrigins: settings.WEBSOCKET_ALLOWED_ORIGINS,
    socketEnabled: settings.WEBSOCKET_ENABLED === 'true',
    socketPath: settings.WEBSOCKET_PATH,
    logger: createLogger({ level: settings.LOG_LEVEL }),
  }
}

function authenticateBy({ JWT_SECRET, JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE }: Settings): Authenticate {
  const claims = { issuer: JWT_ISSUER, audience: JWT_AUDIENCE }
  return JWT_JWKS_URL === undefined ? jwt({ secret: JWT_SECRET, ...claims }) : jwt({ jwksUrl: JWT_JWKS_URL, ...claims })
}

function channelsOf(settings: Settings): WhatsAppDefinition[] {
  const phoneNumberId = settings.WHATSAPP_PHONE_NUMBER_ID
  if (phoneNumberId === undefined) return []
  return [
    whatsapp({
      phoneNumberId,
      businessAccountId: settings.WHATSAPP_BUSINESS_ACCOUNT_ID,
      // `readVariables` has told of those that are missing.
      accessToken: settings.WHATSAPP_ACCESS_TOKEN ?? '',
      appSecret: settings.WHATSAPP_APP_SECRET ?? '',
      verifyToken: settings.WHATSAPP_VERIFY_TOKEN ?? '',
      tenantId: settings.WHATSAPP_TENANT_ID ?? '',
      graphUrl: settings.WHATSAPP_GRAPH_URL,
    }),
  ]
}

/**
 * What is wrong with the configuration, one line each, for a program that ends with them. Null for any other error.
 *
 * @example
 * for (const line of configurationFaults(error) ?? []) console.error(line)
 */
export function configurationFaults(error: unknown): string[] | null {
  if (!isServerError(error, 'invalid_configuration')) return null
  return error.details.errors?.map(({ path, message }) => `${path} ${message}`) ?? [error.message]
}

function configurationError(faults: Fault[]): ServerError {
  const errors = faults.map(({ variable, advice }) => ({ path: variable, message: advice }))
  const lines = faults.map(({ variable, advice }) => `${variable} ${advice}`)
  return new ServerError('invalid_configuration', `unable to configure the server; ${lines.join('; ')}`, { errors })
}
