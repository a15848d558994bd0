import type { ServerEnv } from '../env'
import { isServerError } from './errors'
import type { Channel, Logger, SendOutcome } from './ports'
import type { ClaimedDelivery, ClaimedReaction, ClaimedReceipt, ReactionOutcome, WorkQueues } from './queues'
import { settleUntil } from './settle'
import { QueueWorker, type Worker } from './worker'

export interface DispatcherLimits {
  /** Most sends at once, over all conversations. Default 16. */
  concurrency: number
  /** Most read receipts, and most reactions, at once. Default 4. */
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
 * Hands pending messages, read receipts and reactions to their channels. Per conversation one send at a time, in order; a send
 * whose lease ended is `unknown` and never repeated here.
 *
 * @example
 * const dispatcher = createDispatcher({ queues, channels, env, logger })
 * await dispatcher.close()
 */
export function createDispatcher(options: DispatcherOptions): Worker {
  const channelOf = channelIndex(options.channels)
  return joined([
    deliveryWorker(options, channelOf),
    receiptWorker(options, channelOf),
    reactionWorker(options, channelOf),
  ])
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

/** Read receipts and reactions: small, safe to repeat, and in nobody's way. */
function courtesyWorker<Claim, Outcome>(
  { queues, channels, env, logger, limits = {} }: DispatcherOptions,
  event: string,
  work: {
    claim(limit: number, leaseMs: number): Promise<Claim[]>
    tell(claim: Claim): Promise<Outcome>
    settle(claim: Claim, outcome: Outcome): Promise<void>
  },
): Worker {
  return new QueueWorker<{ claimed: Claim; claimedAt: number }>({
    name: event,
    env,
    logger,
    queues,
    concurrency: limits.receiptConcurrency ?? DEFAULT_RECEIPT_CONCURRENCY,
    closeTimeoutMs: limits.closeTimeoutMs ?? leaseFor(channels),
    async claim(limit) {
      const claimedAt = env.now()
      return (await work.claim(limit, RECEIPT_LEASE_MS)).map((claimed) => ({ claimed, claimedAt }))
    },
    async run({ claimed, claimedAt }) {
      const outcome = await work.tell(claimed)
      const context = { env, logger, leaseEndsAt: claimedAt + RECEIPT_LEASE_MS, event }
      await settleUntil(context, () => work.settle(claimed, outcome))
    },
  })
}

const receiptWorker = (options: DispatcherOptions, channelOf: FindChannel): Worker =>
  courtesyWorker(options, 'dispatch_receipt', {
    claim: (limit, leaseMs) => options.queues.claimReceipts(limit, leaseMs),
    tell: (receipt) => tellRead(channelOf(receipt), receipt, options.logger),
    settle: (receipt, kind) => options.queues.settleReceipt(receipt, { kind }),
  })

const reactionWorker = (options: DispatcherOptions, channelOf: FindChannel): Worker =>
  courtesyWorker(options, 'dispatch_reaction', {
    claim: (limit, leaseMs) => options.queues.claimReactions(limit, leaseMs),
    tell: (reaction) => tellReaction(channelOf(reaction), reaction, options.logger),
    settle: (reaction, kind) => options.queues.settleReaction(reaction, { kind }),
  })

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

/** Of a reaction somebody wants to know whether it came: what can never be told is refused. */
async function tellReaction(
  channel: Channel | undefined,
  { to, target_external_id, emoji, ...claim }: ClaimedReaction,
  logger: Logger,
): Promise<ReactionOutcome['kind']> {
  if (channel === undefined) return 'refused'
  try {
    await channel.react(to, target_external_id, emoji)
    return 'done'
  } catch (error) {
    const { tenant_id, channel_id, conversation_id, message_id } = claim
    const fields = { event: 'dispatch_reaction', tenant_id, channel_id, conversation_id, message_id }
    logger.warn({ ...fields, error }, 'reaction not sent')
    return isServerError(error) && !error.retryable ? 'refused' : 'retry'
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
