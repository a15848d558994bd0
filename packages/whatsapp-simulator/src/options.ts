import * as z from 'zod/mini'
import type { SimulatorEnv } from './env'
import { SimulatorError } from './errors'
import type { LogEntry } from './log'

const id = () => z.string().check(z.regex(/^\d{5,20}$/))

const optionsSchema = z.object({
  webhookUrl: z.url({ protocol: /^https?$/ }),
  appSecret: z.string().check(z.minLength(1)),
  verifyToken: z.string().check(z.minLength(1)),
  accessToken: z._default(z.string().check(z.minLength(1)), 'simulator-access-token'),
  phoneNumberId: z._default(id(), '106540352242922'),
  businessAccountId: z._default(id(), '102290129340398'),
  displayPhoneNumber: z._default(z.string().check(z.regex(/^\d{8,15}$/)), '551130900000'),
  businessName: z._default(z.string().check(z.minLength(1)), 'PyTake Demo'),
  host: z._default(z.string().check(z.minLength(1)), '127.0.0.1'),
  port: z._default(z.int().check(z.gte(0), z.lte(65_535)), 0),
  listen: z._default(z.boolean(), true),
  statePath: z.optional(z.string().check(z.minLength(1))),
  seed: z.optional(z.union([z.string(), z.number()])),
  deliveryDelayMs: z._default(z.number().check(z.gte(0), z.lte(3_600_000)), 800),
  customers: z._default(z.array(z.object({ waId: z.string(), name: z.string() })), []),
})

/** How a simulator is made; only the three things it shares with the application under test are required. */
export interface SimulatorOptions {
  /** Where webhooks are posted; a receiver that is not up yet gets them once it is. */
  webhookUrl: string
  /** Signs the webhooks. */
  appSecret: string
  /** Proves the handshake to the receiver. */
  verifyToken: string
  /** Bearer token the Graph API accepts (default `simulator-access-token`). */
  accessToken?: string | undefined
  phoneNumberId?: string | undefined
  businessAccountId?: string | undefined
  /** The business's own number, digits with country. */
  displayPhoneNumber?: string | undefined
  /** The business as the phone shows it (default `PyTake Demo`). */
  businessName?: string | undefined
  /** Address to listen on (default `127.0.0.1`). */
  host?: string | undefined
  /** Port to listen on (default 0: any free one). */
  port?: number | undefined
  /** `false` opens no port: only `simulator.fetch` answers (default true). */
  listen?: boolean | undefined
  /** JSON file that keeps chats, media and pending webhooks across restarts (default: memory). */
  statePath?: string | undefined
  /** Makes ids repeat from run to run; without it they are random. */
  seed?: string | number | undefined
  /** How long WhatsApp takes to reach an online phone (default 800 ms). */
  deliveryDelayMs?: number | undefined
  /** Customers to begin with; known ones are kept. */
  customers?: readonly { waId: string; name: string }[] | undefined
  /** Called with each log entry, as `simulator.log()` keeps them. */
  onLog?: ((entry: LogEntry) => void) | undefined
  /** Clock, timers, randomness and network to use in place of Node's. */
  env?: Partial<SimulatorEnv> | undefined
}

/** The options with every default filled in. */
export type ResolvedOptions = z.infer<typeof optionsSchema>

/** @throws SimulatorError `invalid_option`, naming each option at fault. */
export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  const parsed = optionsSchema.safeParse(options)
  if (parsed.success) return parsed.data
  const faults = new Set(parsed.error.issues.map((issue) => issue.path.join('.')))
  throw new SimulatorError('invalid_option', `unable to start simulator; not valid: ${[...faults].join(', ')}`, {
    cause: parsed.error,
  })
}
