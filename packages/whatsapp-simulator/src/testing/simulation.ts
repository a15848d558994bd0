import * as z from 'zod/mini'
import type { SimulatorOptions } from '../options'
import { createSimulator, type Simulator } from '../simulator'
import { Receiver } from './receiver'
import { VirtualEnv } from './virtual-env'

const sentSchema = z.object({ messages: z.tuple([z.object({ id: z.string() })]) })
const errorSchema = z.object({
  error: z.object({ code: z.number(), message: z.string(), error_data: z.optional(z.object({ details: z.string() })) }),
})

/** A simulator without sockets, its receiver and the time both live in. */
export interface Simulation {
  env: VirtualEnv
  receiver: Receiver
  simulator: Simulator
  post(body: Record<string, unknown>): Promise<Response>
  /** Sends a text (or another body) and returns its wamid. */
  sends(text: string | Record<string, unknown>, to?: string): Promise<string>
  /** Sends what must be refused and returns the error. */
  refused(body: Record<string, unknown>): Promise<{ status: number; code: number; message: string; details?: string }>
}

export const JOAO = '5511999990001'

export async function simulate(
  options: Partial<SimulatorOptions> = {},
  receiver = new Receiver(),
): Promise<Simulation> {
  const env = new VirtualEnv(receiver.handle)
  const simulator = await createSimulator({
    webhookUrl: 'http://app.test/webhooks',
    appSecret: 'secret',
    verifyToken: 'verify',
    listen: false,
    seed: 1,
    env,
    ...options,
  })
  const post = (body: Record<string, unknown>) => simulator.fetch(graphRequest(simulator, body))
  return {
    env,
    receiver,
    simulator,
    post,
    sends: async (text, to = JOAO) => {
      const content = typeof text === 'string' ? { type: 'text', text: { body: text } } : text
      const response = await post({ messaging_product: 'whatsapp', to, ...content })
      return sentSchema.parse(await response.json()).messages[0].id
    },
    refused: async (body) => {
      const response = await post({ messaging_product: 'whatsapp', to: JOAO, ...body })
      const { code, message, error_data } = errorSchema.parse(await response.json()).error
      return { status: response.status, code, message, ...(error_data && { details: error_data.details }) }
    },
  }
}

export function graphRequest(simulator: Simulator, body: unknown, token = simulator.accessToken): Request {
  return new Request(`${simulator.graphUrl}/${simulator.phoneNumberId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}
