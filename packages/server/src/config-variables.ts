import { SOCKET_PATH } from '@pytake/protocol'
import * as z from 'zod/mini'
import { MIN_JWT_SECRET_BYTES } from './http/jwt'
import { logLevels } from './observability/log'

/** A variable of the environment and what to do about it. Never its value: that may be a secret. */
export interface Fault {
  variable: string
  advice: string
}

/** The environment after parsing: every default filled in, nothing contradictory. */
export type Settings = z.output<typeof settings>

/** As `process.env` has them. */
export type Variables = Record<string, string | undefined>

export type VariablesReading = { kind: 'settings'; settings: Settings } | { kind: 'faults'; faults: Fault[] }

/** Parses the environment. All faults are told at once, so that nobody fixes them one boot at a time. */
export function readVariables(variables: Variables): VariablesReading {
  // `FOO=` in a compose file means "not set".
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = settings.safeParse(set)
  const faults = [
    ...unsupported(set),
    ...(parsed.success ? [] : parsed.error.issues.map(faultOf)),
    ...contradictions(set),
  ]
  return parsed.success && faults.length === 0
    ? { kind: 'settings', settings: parsed.data }
    : { kind: 'faults', faults }
}

const faultOf = (issue: z.core.$ZodIssue): Fault => ({
  variable: String(issue.path[0] ?? 'environment'),
  advice: issue.message,
})

const text = z.optional(z.string())

const port = z.pipe(
  z.string().check(z.regex(/^\d{1,5}$/, { error: 'must be a port from 0 to 65535' })),
  z.pipe(z.transform(Number), z.number().check(z.lte(65_535, { error: 'must be a port from 0 to 65535' }))),
)

const url = (error: string) => z.url({ protocol: /^https?$/, error })

const isOrigin = (value: string): boolean => URL.canParse(value) && new URL(value).origin === value

const origins = z.pipe(
  z.pipe(
    z.string(),
    z.transform((list) =>
      list
        .split(',')
        .map((origin) => origin.trim())
        .filter((origin) => origin !== ''),
    ),
  ),
  z.array(
    z
      .string()
      .check(
        z.refine(isOrigin, { error: 'must list origins such as https://app.example.com, exact, without path or *' }),
      ),
  ),
)

const databaseUrl = z.string().check(
  z.refine((value) => !/^postgres(ql)?:/.test(value), {
    error: 'names PostgreSQL, which this version does not support yet; use file:./data/inbox.db',
    abort: true,
  }),
  z.regex(/^file:(?!\/\/[^/])./, { error: 'must be file: and a path, e.g. file:./data/inbox.db' }),
)

const secret = z.string().check(
  z.refine((value) => new TextEncoder().encode(value).byteLength >= MIN_JWT_SECRET_BYTES, {
    error: `must have at least ${MIN_JWT_SECRET_BYTES} bytes; make one with: openssl rand -base64 48`,
  }),
)

const settings = z.object({
  PORT: z.optional(port),
  WEBSOCKET_PORT: z.optional(port),
  WEBSOCKET_ENABLED: z._default(z.enum(['true', 'false'], { error: 'must be true or false' }), 'true'),
  WEBSOCKET_PATH: z._default(
    z.string().check(z.regex(/^\/[^\s?#*:{}]+$/, { error: 'must be a plain path that begins with /' })),
    SOCKET_PATH,
  ),
  WEBSOCKET_ALLOWED_ORIGINS: z.optional(origins),
  DATABASE_URL: z._default(databaseUrl, 'file:./data/inbox.db'),
  JWT_SECRET: z.optional(secret),
  JWT_JWKS_URL: z.optional(url('must be the http(s) address of a key set')),
  JWT_ISSUER: text,
  JWT_AUDIENCE: text,
  WHATSAPP_PHONE_NUMBER_ID: text,
  WHATSAPP_BUSINESS_ACCOUNT_ID: text,
  WHATSAPP_ACCESS_TOKEN: text,
  WHATSAPP_APP_SECRET: text,
  WHATSAPP_VERIFY_TOKEN: text,
  WHATSAPP_TENANT_ID: text,
  WHATSAPP_GRAPH_URL: z.optional(url('must be an http(s) address, e.g. https://graph.facebook.com/v25.0')),
  MEDIA_DIR: z._default(z.string(), './data/media'),
  LOG_LEVEL: z._default(z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }), 'info'),
})

/** What a WhatsApp channel cannot do without; none of them set means that there is no such channel. */
const WHATSAPP_REQUIRED = {
  WHATSAPP_PHONE_NUMBER_ID: "set it to the number's id from Meta's API setup page",
  WHATSAPP_ACCESS_TOKEN: "set it to a system user's token from Meta's business settings",
  WHATSAPP_APP_SECRET: "set it to the app's secret, which signs the webhooks",
  WHATSAPP_VERIFY_TOKEN: 'set it to a text of your choice and enter the same in the webhook form of Meta',
  WHATSAPP_TENANT_ID: 'set it to the tenant_id of the tokens whose agents answer this number',
}

/** What no variable can tell alone. */
function contradictions(set: Record<string, unknown>): Fault[] {
  const faults: Fault[] = []
  if (set['PORT'] !== undefined && set['WEBSOCKET_PORT'] !== undefined && set['PORT'] !== set['WEBSOCKET_PORT']) {
    faults.push({
      variable: 'WEBSOCKET_PORT',
      advice: 'differs from PORT; REST and sockets share one port, unset one of the two',
    })
  }
  const [hasSecret, hasKeySet] = [set['JWT_SECRET'] !== undefined, set['JWT_JWKS_URL'] !== undefined]
  if (!hasSecret && !hasKeySet) {
    faults.push({
      variable: 'JWT_SECRET',
      advice: 'is missing; set it, or JWT_JWKS_URL, so that tokens can be verified',
    })
  }
  if (hasSecret && hasKeySet) {
    faults.push({ variable: 'JWT_JWKS_URL', advice: 'cannot stand beside JWT_SECRET; unset one of the two' })
  }
  if (!Object.keys(set).some((variable) => variable.startsWith('WHATSAPP_'))) return faults
  for (const [variable, advice] of Object.entries(WHATSAPP_REQUIRED)) {
    if (set[variable] === undefined) faults.push({ variable, advice: `is missing; ${advice}` })
  }
  return faults
}

/** Said aloud instead of ignored: whoever set one of these relies on it. */
const unsupported = (set: Record<string, unknown>): Fault[] =>
  Object.keys(set).flatMap((variable) => {
    const advice = UNSUPPORTED.find(({ name }) => name.test(variable))?.advice
    return advice === undefined ? [] : [{ variable, advice }]
  })

const UNSUPPORTED = [
  { name: /^REDIS_URL$/, advice: 'is set, but this version runs as one node and does not support Redis yet; unset it' },
  { name: /^S3_/, advice: 'is set, but this version does not support S3 yet; unset it and use MEDIA_DIR' },
  { name: /^METRICS_TOKEN$/, advice: 'is set, but this version does not serve metrics yet; unset it' },
]
