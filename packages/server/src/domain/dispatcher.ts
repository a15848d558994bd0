import type { ServerEnv } from '../env'
import { isServerError } from './errors'
import type { Channel, Logger, SendOutcome } from './ports'
import type { ClaimedDelivery, ClaimedReceipt, WorkQueues } from './queues'
import { settleUntil } from './settle'
import { QueueWorker, type Worker } from './worker'

export interface DispatcherLimits {
  /** Most sends at once, over all conversations. Default 16. */
  concurrency: number
  /** Most read receipts at once. Default 4. */
  receiptConcurrency: number
  /** Longest that `close` waits for calls in flight. Default: the longest send. */
  closeTimeoutMs: number
}

export interface DispatcherOptions {
  queues: WorkQueues
  channels: readonly Channel[]
  env: ServerEnv
  logger: Logger
  limits?: Partial<DispatcherLimits>
}

/** How much longer a lease is than the call it covers: time to take it and to write the outcome down. */
export const LEASE_MARGIN_MS = 10_000
const DEFAULT_CONCURRENCY = 16
const DEFAULT_RECEIPT_CONCURRENCY = 4
const RECEIPT_LEASE_MS = 30_000
/** Leases end many seconds after they began, so looking for ended ones with every send would be waste. */
const EXPIRY_INTERVAL_MS = 1_000

/**
 * Hands pending messages and read receipts to their channels. Per conversation one send at a time, in order; a send
 * whose lease ended is `unknown` and never repeated here.
 *
 * @example
 * const dispatcher = createDispatcher({ queues, channels, env, logger })
 * await dispatcher.close()
 */
export function createDispatcher(options: DispatcherOptions): Worker {
  const channelOf = channelIndex(options.channels)
  return joined([deliveryWorker(options, channelOf), receiptWorker(options, channelOf)])
}

function deliveryWorker(
  { queues, channels, env, logger, limits = {} }: DispatcherOptions,
  channelOf: FindChannel,
): Worker {
  const leaseMs = leaseFor(channels)
  const fileLeaseMs = leaseMs + Math.max(0, ...channels.map(({ fileTimeoutMs }) => fileTimeoutMs))
  let nextExpiryAt = 0
  return new QueueWorker<{ delivery: ClaimedDelivery; claimedAt: number }>({
    name: 'dispatch_delivery',
    env,
    logger,
    queues,
    concurrency: limits.concurrency ?? DEFAULT_CONCURRENCY,
    closeTimeoutMs: limits.closeTimeoutMs ?? leaseMs,
    async claim(limit) {
      const claimedAt = env.now()
      if (claimedAt >= nextExpiryAt) {
        await expireLeases(queues, logger)
        nextExpiryAt = claimedAt + EXPIRY_INTERVAL_MS
      }
      return (await queues.claimDeliveries(limit, leaseMs, fileLeaseMs)).map((delivery) => ({ delivery, claimedAt }))
    },
    async run({ delivery, claimedAt }) {
      const late = env.now() - claimedAt > LEASE_MARGIN_MS / 2
      const outcome = late ? TOO_LATE : await send(channelOf(delivery), delivery, logger)
      const leaseEndsAt = claimedAt + (delivery.outbound.file === null ? leaseMs : fileLeaseMs)
      const context = { env, logger, leaseEndsAt, event: 'dispatch_delivery' }
      await settleUntil(context, () => queues.settleDelivery(delivery, outcome))
    },
  })
}

function receiptWorker(
  { queues, channels, env, logger, limits = {} }: DispatcherOptions,
  channelOf: FindChannel,
): Worker {
  return new QueueWorker<{ receipt: ClaimedReceipt; claimedAt: number }>({
    name: 'dispatch_receipt',
    env,
    logger,
    queues,
    concurrency: limits.receiptConcurrency ?? DEFAULT_RECEIPT_CONCURRENCY,
    closeTimeoutMs: limits.closeTimeoutMs ?? leaseFor(channels),
    async claim(limit) {
      const claimedAt = env.now()
      return (await queues.claimReceipts(limit, RECEIPT_LEASE_MS)).map((receipt) => ({ receipt, claimedAt }))
    },
    async run({ receipt, claimedAt }) {
      const kind = await tellRead(channelOf(receipt), receipt, logger)
      const context = { env, logger, leaseEndsAt: claimedAt + RECEIPT_LEASE_MS, event: 'dispatch_receipt' }
      await settleUntil(context, () => queues.settleReceipt(receipt, { kind }))
    },
  })
}

/** Longer than the longest send of any channel. */
const leaseFor = (channels: readonly Channel[]): number =>
  Math.max(0, ...channels.map(({ sendTimeoutMs }) => sendTimeoutMs)) + LEASE_MARGIN_MS

type FindChannel = (owner: { tenant_id: string; channel_id: string }) => Channel | undefined

/** Finds the channel of a claim. */
export function channelIndex(channels: readonly Channel[]): FindChannel {
  const byKey = new Map(channels.map((channel) => [keyOf(channel), channel]))
  return (owner) => byKey.get(keyOf(owner))
}

const keyOf = (owner: { tenant_id: string; channel_id: string }): string =>
  JSON.stringify([owner.tenant_id, owner.channel_id])

/** Taking it took so long that the call could outlive the lease. Not begun, it is surely not sent. */
const TOO_LATE: SendOutcome = {
  kind: 'rejected',
  error: { code: 'channel_busy', title: 'Sending was put off', retryable: true },
  retryAfterMs: 0,
}

async function send(channel: Channel | undefined, delivery: ClaimedDelivery, logger: Logger): Promise<SendOutcome> {
  const { tenant_id, channel_id, conversation_id, message_id } = delivery
  const fields = { event: 'dispatch_delivery', tenant_id, channel_id, conversation_id, message_id }
  if (channel === undefined) {
    logger.error(fields, 'unable to send message; its channel is not configured')
    return NO_CHANNEL
  }
  try {
    const outcome = await channel.send(delivery.outbound)
    if (outcome.kind === 'accepted') logger.debug(fields, 'message accepted')
    else logger.warn({ ...fields, reason: outcome.kind, code: codeOf(outcome) }, 'message not accepted')
    return outcome
  } catch (error) {
    // A channel promises not to reject. One that does has broken off somewhere, perhaps after sending.
    logger.error({ ...fields, error }, 'unable to send message; the channel failed')
    return { kind: 'unknown', error: { code: 'outcome_unknown', title: 'Sending broke off', retryable: false } }
  }
}

const codeOf = (outcome: Exclude<SendOutcome, { kind: 'accepted' }>): string =>
  outcome.error.provider_code ?? outcome.error.code

const NO_CHANNEL: SendOutcome = {
  kind: 'rejected',
  error: { code: 'channel_not_configured', title: 'The channel of this conversation is not set up', retryable: false },
  retryAfterMs: null,
}

/** A receipt is a courtesy: what cannot be told now is told later, what can never be told is dropped. */
async function tellRead(
  channel: Channel | undefined,
  receipt: ClaimedReceipt,
  logger: Logger,
): Promise<'done' | 'retry'> {
  try {
    await channel?.markRead(receipt.external_id)
    return 'done'
  } catch (error) {
    const { tenant_id, channel_id, conversation_id } = receipt
    logger.warn({ event: 'dispatch_receipt', tenant_id, channel_id, conversation_id, error }, 'read receipt not told')
    return isServerError(error) && !error.retryable ? 'done' : 'retry'
  }
}

async function expireLeases(queues: WorkQueues, logger: Logger): Promise<void> {
  const count = await queues.expireLeases()
  if (count > 0) logger.warn({ event: 'lease_expired', count }, 'sends without an outcome became unknown')
}

const joined = (workers: readonly Worker[]): Worker => ({
  wake() {
    for (const worker of workers) worker.wake()
  },
  async drain() {
    await Promise.all(workers.map((worker) => worker.drain()))
  },
  async close() {
    await Promise.all(workers.map((worker) => worker.close()))
  },
})
