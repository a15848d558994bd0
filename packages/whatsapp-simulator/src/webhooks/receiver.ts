import type { SimulatorEnv } from '../env'
import type { DeliveryOutcome } from '../log'
import { signWebhookBody } from './encoding'

const REQUEST_TIMEOUT_MS = 10_000

/** The application under test, as its webhook address. */
export interface ReceiverConfig {
  webhookUrl: string
  appSecret: string
  verifyToken: string
}

/** Posts one signed webhook; only HTTP 200 acknowledges, and redirects are not followed. */
export async function postWebhook(
  env: SimulatorEnv,
  config: ReceiverConfig,
  body: string,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  return attempt(env, signal, async (timeoutSignal) => {
    const response = await env.fetch(
      new Request(config.webhookUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'facebookexternalua',
          'x-hub-signature-256': signWebhookBody(body, config.appSecret),
        },
        body,
        redirect: 'manual',
        signal: timeoutSignal,
      }),
    )
    await response.body?.cancel()
    return response.status === 200 ? { result: 'acknowledged' } : { result: 'refused', status: response.status }
  })
}

/** Asks the receiver to prove that it wants these webhooks: it must echo the challenge. */
export async function verifyReceiver(
  env: SimulatorEnv,
  config: ReceiverConfig,
  challenge: string,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  const url = new URL(config.webhookUrl)
  url.searchParams.set('hub.mode', 'subscribe')
  url.searchParams.set('hub.verify_token', config.verifyToken)
  url.searchParams.set('hub.challenge', challenge)
  return attempt(env, signal, async (timeoutSignal) => {
    const response = await env.fetch(
      new Request(url, {
        headers: { 'user-agent': 'facebookplatform/1.0' },
        redirect: 'manual',
        signal: timeoutSignal,
      }),
    )
    const answer = await response.text()
    const echoed = response.status === 200 && answer === challenge
    if (echoed) return { result: 'acknowledged' }
    return response.status === 200
      ? { result: 'unreachable', message: 'the challenge was not echoed' }
      : { result: 'refused', status: response.status }
  })
}

async function attempt(
  env: SimulatorEnv,
  closed: AbortSignal,
  request: (signal: AbortSignal) => Promise<DeliveryOutcome>,
): Promise<DeliveryOutcome> {
  const timeout = new AbortController()
  const cancelTimer = env.setTimer(() => timeout.abort(new Error('no answer in 10 s')), REQUEST_TIMEOUT_MS)
  try {
    return await request(AbortSignal.any([closed, timeout.signal]))
  } catch (error) {
    return { result: 'unreachable', message: describe(error) }
  } finally {
    cancelTimer()
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Node's fetch says only "fetch failed"; the reason a developer needs (ECONNREFUSED …) is its cause.
  const cause = error.cause
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message
  return error.message
}
