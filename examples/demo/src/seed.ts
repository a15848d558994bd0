import { join } from 'node:path'
import {
  createInboxServer,
  fileMedia,
  nodeEnv,
  sqlite,
  whatsapp,
  type InboxServer,
  type Principal,
} from '@pytake/server'
import { createSimulator, type Simulator } from '@pytake/whatsapp-simulator'
import { customers, firstDay, type Step } from './first-day'
import type { DemoSettings } from './settings'

const AGENTS: Record<string, Principal> = {
  ana: { user_id: 'ana', tenant_id: 'demo', role: 'admin', name: 'Ana', expires_at: null },
  bia: { user_id: 'bia', tenant_id: 'demo', role: 'agent', name: 'Bia', expires_at: null },
}

/**
 * Lives the first day through the real simulator and the real server, with a clock that stands in the past: what the
 * demo shows was received, stored and sent like everything after it, and not written into a table.
 */
export async function seedFirstDay(settings: DemoSettings): Promise<void> {
  const start = Date.now()
  let clock = start
  const now = () => clock
  const meta = await startSimulator(settings, now)
  const server = await startServer(settings, meta, now)
  try {
    for (const step of firstDay) {
      clock = start - step.minutesAgo * 60_000
      await live(step, server, meta)
    }
  } finally {
    await server.close()
    await meta.close()
  }
}

function startSimulator(settings: DemoSettings, now: () => number): Promise<Simulator> {
  return createSimulator({
    webhookUrl: `http://127.0.0.1:${settings.serverPort}/api/v1/webhooks/whatsapp`,
    appSecret: settings.secrets.appSecret,
    verifyToken: settings.secrets.verifyToken,
    accessToken: settings.secrets.accessToken,
    phoneNumberId: settings.phoneNumberId,
    businessAccountId: settings.businessAccountId,
    port: settings.simulatorPort,
    statePath: join(settings.dataDir, 'simulator.json'),
    deliveryDelayMs: 1,
    customers: [...customers],
    env: { now },
  })
}

async function startServer(settings: DemoSettings, meta: Simulator, now: () => number): Promise<InboxServer> {
  const server = await createInboxServer({
    database: sqlite(join(settings.dataDir, 'inbox.db')),
    media: fileMedia(join(settings.dataDir, 'media')),
    authenticate: (token) => AGENTS[token] ?? null,
    env: { ...nodeEnv, now },
    channels: [
      whatsapp({
        phoneNumberId: settings.phoneNumberId,
        businessAccountId: settings.businessAccountId,
        accessToken: settings.secrets.accessToken,
        appSecret: settings.secrets.appSecret,
        verifyToken: settings.secrets.verifyToken,
        tenantId: settings.tenantId,
        graphUrl: meta.graphUrl,
      }),
    ],
  })
  await server.listen(settings.serverPort, '127.0.0.1')
  return server
}

async function live(step: Step, server: InboxServer, meta: Simulator): Promise<void> {
  const phone = meta.phone(step.waId)
  if ('says' in step) await phone.sends(step.says)
  else if ('answers' in step) {
    const id = await conversationOf(step.waId, server)
    await act(step.agent, 'read', id, server)
    await call(server, step.agent, 'POST', `/conversations/${id}/messages`, { content: step.answers })
    await phone.receives(step.answers)
  } else if ('agent' in step) await act(step.agent, step.does, await conversationOf(step.waId, server), server)
  else await phone.reads()
  await meta.idle()
}

async function act(agent: string, does: 'assign' | 'close' | 'read', id: string, server: InboxServer): Promise<void> {
  if (does === 'read') await call(server, agent, 'POST', `/conversations/${id}/read`, {})
  else
    await call(
      server,
      agent,
      'PATCH',
      `/conversations/${id}`,
      does === 'assign' ? { assignee_id: agent } : { status: 'closed' },
    )
}

async function conversationOf(waId: string, server: InboxServer): Promise<string> {
  const list = await call(server, 'ana', 'GET', `/conversations?search=${waId}`)
  const [found] = Array.isArray(list) ? list : []
  if (found === undefined) throw new Error(`unable to seed the demo; no conversation with ${waId}`)
  return String(found.id)
}

async function call(
  server: InboxServer,
  agent: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await server.fetch(
    new Request(`http://localhost/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${agent}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  )
  if (!answer.ok)
    throw new Error(`unable to seed the demo; ${method} ${path} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}
