import type { SimulatorCore } from './core'
import { acknowledgeInbound, saveCustomer } from './customers'
import { resolveEnv, type SimulatorEnv } from './env'
import { SimulatorError } from './errors'
import { Faults } from './faults'
import { createHttpApp } from './http-app'
import { nodeId, seededIds } from './ids'
import { listen, type Listener } from './listen'
import { createLog, type LogEntry } from './log'
import { Media } from './media'
import { resolveOptions, type ResolvedOptions, type SimulatorOptions } from './options'
import { createPhone, type SimulatedPhone } from './phone'
import { fileStorage } from './state-file'
import { memoryStorage, type StateStorage } from './state-storage'
import { Statuses } from './statuses'
import { Store } from './store'
import { WebhookOutbox } from './webhooks/outbox'
import { createWebhookPoster } from './webhooks/poster'

/** The Graph version in `graphUrl`; any other prefix works as well. */
const GRAPH_VERSION = 'v25.0'
/** Base address when no port is open. */
const VIRTUAL_URL = 'http://whatsapp-simulator.test'

/** A running fake of Meta's WhatsApp Cloud API. */
export interface Simulator {
  /** Base address. */
  readonly url: string
  /** What the application under test takes for `https://graph.facebook.com/v25.0`. */
  readonly graphUrl: string
  /** The page on which one writes as a customer. */
  readonly phoneUrl: string
  readonly accessToken: string
  readonly phoneNumberId: string
  readonly businessAccountId: string
  /** Misbehaviour to come. */
  readonly faults: Pick<Faults, 'next' | 'clear' | 'pending'>
  /** The phone of a customer, who is added if new (the name defaults to the number). */
  phone(waId: string, options?: { name?: string }): SimulatedPhone
  /** Answers a request without a socket; rejects with `ConnectionReset` where a socket would be destroyed. */
  fetch(request: Request): Promise<Response>
  /** Resolves when every webhook so far was acknowledged with 200. */
  idle(): Promise<void>
  /** Moves the clock of reply windows and download addresses ahead; message timestamps stay on real time. */
  jump(durationMs: number): void
  /** What happened, oldest first, the last 1,000 entries. */
  log(): readonly LogEntry[]
  /** Stops timers and connections and writes the state down; webhooks still pending are posted by the next start. */
  close(): Promise<void>
}

/**
 * Starts a fake Meta: Graph API, signed webhooks and a phone page.
 *
 * @throws SimulatorError `invalid_option`, `port_in_use`, or `state_unreadable`.
 * @example
 * const simulator = await createSimulator({ webhookUrl, appSecret, verifyToken })
 * const joao = simulator.phone('5511999990001', { name: 'João' })
 * await joao.sends('Olá')
 * await joao.receives(/Como posso ajudar/)
 * await simulator.close()
 */
export async function createSimulator(options: SimulatorOptions): Promise<Simulator> {
  const resolved = resolveOptions(options)
  const env = resolveEnv(options.env)
  const storage = resolved.statePath === undefined ? memoryStorage() : fileStorage(resolved.statePath)
  const { core, outbox } = await createCore(resolved, env, storage, options.onLog)
  for (const customer of resolved.customers) {
    if (!core.store.state.customers.some((known) => known.waId === customer.waId)) saveCustomer(core, customer)
  }
  const app = createHttpApp(core, outbox)
  const answer = async (request: Request) => app.fetch(request)
  const listener = resolved.listen ? await listen(answer, resolved) : undefined
  outbox.start()
  core.statuses.start()
  return assemble(core, outbox, answer, listener)
}

async function createCore(
  options: ResolvedOptions,
  env: SimulatorEnv,
  storage: StateStorage,
  onLog: ((entry: LogEntry) => void) | undefined,
): Promise<{ core: SimulatorCore; outbox: WebhookOutbox }> {
  const log = createLog(env.now, onLog)
  const store = await Store.open(storage, (error) =>
    log.add({ kind: 'state_write_failed', message: error instanceof Error ? error.message : String(error) }),
  )
  const { state } = store
  const { seed, accessToken, deliveryDelayMs } = options
  const { phoneNumberId, businessAccountId, displayPhoneNumber, businessName } = options
  const business = { phoneNumberId, businessAccountId, displayPhoneNumber, businessName }
  const ids = seed === undefined ? env.randomBytes : seededIds(seed, () => (state.issuedIds += 1))
  const windowNow = () => env.now() + state.clockOffsetMs
  const faults = new Faults(log, () => store.changed())
  const outbox = new WebhookOutbox({
    env,
    store,
    log,
    config: options,
    challenge: () => nodeId(ids),
    onAcknowledged: ({ acknowledges }) => {
      if (acknowledges) acknowledgeInbound(state, acknowledges.waId, acknowledges.messageId)
    },
  })
  const webhooks = createWebhookPoster(outbox, faults)
  const statuses = new Statuses({ env, store, business, deliveryDelayMs, post: webhooks })
  const media = new Media({ ids, store, storage, windowNow })
  return { core: { env, store, ids, log, faults, business, accessToken, webhooks, statuses, media, windowNow }, outbox }
}

function assemble(
  core: SimulatorCore,
  outbox: WebhookOutbox,
  answer: (request: Request) => Promise<Response>,
  listener: Listener | undefined,
): Simulator {
  const url = listener?.url ?? VIRTUAL_URL
  let closing: Promise<void> | undefined
  const close = async () => {
    outbox.close()
    core.statuses.close()
    await listener?.close()
    await core.store.flush()
  }
  return {
    url,
    graphUrl: `${url}/${GRAPH_VERSION}`,
    phoneUrl: `${url}/phone`,
    accessToken: core.accessToken,
    phoneNumberId: core.business.phoneNumberId,
    businessAccountId: core.business.businessAccountId,
    faults: core.faults,
    phone: phoneBook(core),
    fetch: async (request) => {
      if (closing) throw new SimulatorError('closed', 'unable to answer; the simulator is closed')
      return answer(request)
    },
    idle: () => outbox.idle(),
    jump: (durationMs) => {
      core.store.state.clockOffsetMs += durationMs
      core.store.changed()
    },
    log: () => core.log.entries(),
    close: () => (closing ??= close()),
  }
}

/** One phone per number: it remembers which replies were already waited for. */
function phoneBook(core: SimulatorCore): Simulator['phone'] {
  const phones = new Map<string, SimulatedPhone>()
  return (waId, options) => {
    const known = phones.get(waId)
    if (known && options?.name === undefined) return known
    const existing = core.store.state.customers.find((customer) => customer.waId === waId)
    const customer = saveCustomer(core, { waId, name: options?.name ?? existing?.name ?? `+${waId}` })
    const phone = known ?? createPhone(core, customer)
    phones.set(waId, phone)
    return phone
  }
}
