import * as z from 'zod/mini'
import { SimulatorError } from './errors'
import type { Log } from './log'

/** Faults waiting for their moment, per target. */
const MAX_PENDING_FAULTS = 1_000

const delayFault = z.object({ delayMs: z.number().check(z.nonnegative()) })
const graphErrorFault = z.object({
  code: z.number(),
  /** `error_data.details`, in place of the usual text for this code. */
  details: z.exactOptional(z.string()),
  /** HTTP status, in place of the usual one for this code. */
  status: z.exactOptional(z.number()),
  /** Accept with 200 and report the error as a `failed` status later. */
  async: z.exactOptional(z.boolean()),
})
const httpFault = z.object({ httpStatus: z.number().check(z.gte(400), z.lte(599)), body: z.exactOptional(z.string()) })

const faultSchemas = {
  messages: z.union([
    z.enum(['reset-after-accept', 'reset-before-accept', 'duplicate', 'reorder']),
    graphErrorFault,
    httpFault,
    delayFault,
  ]),
  media: z.union([z.enum(['reset-before-accept']), graphErrorFault, httpFault, delayFault]),
  webhooks: z.union([z.enum(['duplicate']), delayFault]),
}

/**
 * What a fault does to the next request or webhook of its target:
 *
 * - `messages`: `{ code }` refuses the next send with a Graph error (`async: true`: accepts it and fails it later),
 *   `{ httpStatus, body? }` answers without JSON, `{ delayMs }` accepts at once and answers late, `'reset-after-accept'`
 *   accepts and ends the connection without an answer, `'reset-before-accept'` only ends it, `'duplicate'` posts the
 *   message's statuses twice, `'reorder'` posts them in reverse.
 * - `media`: the same failures for uploads, look-ups and downloads.
 * - `webhooks`: `'duplicate'` posts the next webhook twice and concurrently, `{ delayMs }` holds it back so that later
 *   ones overtake it.
 */
export interface FaultKinds {
  messages: z.infer<typeof faultSchemas.messages>
  media: z.infer<typeof faultSchemas.media>
  webhooks: z.infer<typeof faultSchemas.webhooks>
}

/** Where a fault can strike. */
export type FaultTarget = keyof FaultKinds

/** Faults to come; each strikes once, in the order they were asked for. */
export class Faults {
  readonly #queues: { [Target in FaultTarget]: FaultKinds[Target][] } = { messages: [], media: [], webhooks: [] }
  readonly #log: Log
  readonly #changed: () => void

  constructor(log: Log, changed: () => void) {
    this.#log = log
    this.#changed = changed
  }

  /**
   * Makes the next request or webhook of `target` misbehave, once.
   *
   * @throws SimulatorError `invalid_option` when the target does not know this fault.
   * @example
   * simulator.faults.next('messages', { code: 131056 })
   */
  next<Target extends FaultTarget>(target: Target, fault: FaultKinds[Target]): void {
    const parsed = faultSchemas[target].safeParse(fault)
    if (!parsed.success) {
      throw new SimulatorError('invalid_option', `unable to add fault; ${target} has no such fault`, {
        cause: parsed.error,
      })
    }
    const queue = this.#queues[target]
    if (queue.length >= MAX_PENDING_FAULTS) {
      throw new SimulatorError('limit_reached', `unable to add fault; ${MAX_PENDING_FAULTS} are waiting already`)
    }
    queue.push(fault)
    this.#changed()
  }

  /** Forgets the faults that have not struck yet. */
  clear(): void {
    for (const queue of Object.values(this.#queues)) queue.length = 0
    this.#changed()
  }

  /** The faults that have not struck yet. */
  pending(): { readonly [Target in FaultTarget]: readonly FaultKinds[Target][] } {
    const { messages, media, webhooks } = this.#queues
    return { messages: [...messages], media: [...media], webhooks: [...webhooks] }
  }

  take<Target extends FaultTarget>(target: Target): FaultKinds[Target] | undefined {
    const fault = this.#queues[target].shift()
    if (fault === undefined) return undefined
    this.#log.add({ kind: 'fault', target, fault: typeof fault === 'string' ? fault : JSON.stringify(fault) })
    this.#changed()
    return fault
  }
}

/** A fault as it arrives from outside: `{ target, fault }`. */
export const faultRequestSchema = z.discriminatedUnion('target', [
  z.object({ target: z.literal('messages'), fault: faultSchemas.messages }),
  z.object({ target: z.literal('media'), fault: faultSchemas.media }),
  z.object({ target: z.literal('webhooks'), fault: faultSchemas.webhooks }),
])
