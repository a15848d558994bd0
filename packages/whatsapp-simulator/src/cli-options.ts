import { parseArgs } from 'node:util'
import { SimulatorError } from './errors'
import type { SimulatorOptions } from './options'

const DEFAULT_PORT = 8090

/** One setting of the command: its flag and the variable that does the same. */
interface Setting {
  flag: string
  variable: string
  about: string
}

const SETTINGS = [
  { flag: 'port', variable: 'PORT', about: `port to listen on (${DEFAULT_PORT})` },
  { flag: 'host', variable: 'HOST', about: 'address to listen on (127.0.0.1)' },
  {
    flag: 'webhook-url',
    variable: 'WEBHOOK_URL',
    about: 'where webhooks go (http://localhost:8080/api/v1/webhooks/whatsapp)',
  },
  { flag: 'app-secret', variable: 'WHATSAPP_APP_SECRET', about: 'signs the webhooks (simulator-app-secret)' },
  {
    flag: 'verify-token',
    variable: 'WHATSAPP_VERIFY_TOKEN',
    about: 'sent with the handshake (simulator-verify-token)',
  },
  {
    flag: 'access-token',
    variable: 'WHATSAPP_ACCESS_TOKEN',
    about: 'bearer token of the Graph API (simulator-access-token)',
  },
  { flag: 'phone-number-id', variable: 'WHATSAPP_PHONE_NUMBER_ID', about: 'id of the business number' },
  { flag: 'business-account-id', variable: 'WHATSAPP_BUSINESS_ACCOUNT_ID', about: 'id of the business account' },
  {
    flag: 'display-phone-number',
    variable: 'WHATSAPP_DISPLAY_PHONE_NUMBER',
    about: 'the business number itself, digits only',
  },
  { flag: 'business-name', variable: 'WHATSAPP_BUSINESS_NAME', about: 'name the phone shows (PyTake Demo)' },
  { flag: 'state', variable: 'SIMULATOR_STATE', about: 'JSON file that survives restarts (memory only)' },
  { flag: 'seed', variable: 'SIMULATOR_SEED', about: 'makes ids repeat from run to run (random)' },
] as const satisfies readonly Setting[]

type Flag = (typeof SETTINGS)[number]['flag']

const CUSTOMERS = [
  { waId: '5511987650001', name: 'João Pereira' },
  { waId: '5521987650002', name: 'Maria Souza' },
  { waId: '5531987650003', name: 'Ana Lima' },
  { waId: '5541987650004', name: 'Carlos Santos' },
]

/** Flags over environment over defaults; `help` asks for the usage text alone. */
export function readCliOptions(args: readonly string[], environment: NodeJS.ProcessEnv): SimulatorOptions | 'help' {
  const values = parseFlags(args)
  if (values['help'] === true) return 'help'
  const read = (flag: Flag): string | undefined => {
    const given = values[flag]
    if (typeof given === 'string') return given
    const variable = SETTINGS.find((setting) => setting.flag === flag)?.variable ?? ''
    // An empty variable, as `VAR= command` sets it, means unset.
    return environment[variable] === '' ? undefined : environment[variable]
  }
  return {
    webhookUrl: read('webhook-url') ?? 'http://localhost:8080/api/v1/webhooks/whatsapp',
    appSecret: read('app-secret') ?? 'simulator-app-secret',
    verifyToken: read('verify-token') ?? 'simulator-verify-token',
    port: readPort(read('port')),
    customers: CUSTOMERS,
    host: read('host'),
    accessToken: read('access-token'),
    phoneNumberId: read('phone-number-id'),
    businessAccountId: read('business-account-id'),
    displayPhoneNumber: read('display-phone-number'),
    businessName: read('business-name'),
    statePath: read('state'),
    seed: read('seed'),
  }
}

/** What `--help` prints. */
export function usage(): string {
  const width = Math.max(...SETTINGS.map(({ flag, variable }) => flag.length + variable.length))
  const lines = SETTINGS.map(({ flag, variable, about }) => `  --${`${flag}, ${variable}`.padEnd(width + 4)}${about}`)
  return [
    'A fake Meta WhatsApp Cloud API with a phone page.',
    '',
    'pytake-whatsapp-simulator [flags]',
    '',
    ...lines,
  ].join('\n')
}

function parseFlags(args: readonly string[]): Record<string, unknown> {
  const strings = SETTINGS.map(({ flag }) => [flag, { type: 'string' as const }])
  try {
    return parseArgs({ args: [...args], options: { ...Object.fromEntries(strings), help: { type: 'boolean' } } }).values
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SimulatorError('invalid_option', `${reason}\n\n${usage()}`, { cause: error })
  }
}

function readPort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new SimulatorError('invalid_option', `unable to start; PORT (or --port) takes 0 to 65535, not "${text}"`)
}
