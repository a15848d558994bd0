import type { Conversation, Message } from '@pytake/protocol'
import type { InboxServer, LogEvent, Principal } from '@pytake/server'
import type { Ledger } from './workload'
import type { World } from './world'

/** The log is 1..n: nothing missing, nothing twice. */
export function checkDenseLog(events: readonly Pick<LogEvent, 'seq'>[]): string[] {
  return events.flatMap(({ seq }, index) =>
    seq === index + 1 ? [] : [`dense log: position ${index + 1} holds ${seq}`],
  )
}

/** Every send that was acknowledged is in the log. */
export function checkDurableAcks(acknowledged: ReadonlySet<string>, events: readonly LogEvent[]): string[] {
  const stored = new Set(events.filter((event) => event.type === 'message_sent').map((event) => idOf(event.data)))
  return [...acknowledged]
    .filter((id) => !stored.has(id))
    .map((id) => `durable ack: ${id} was acknowledged and is gone`)
}

/** One key, one message; the answers to one key are the same message. */
export function checkIdempotency(
  ledger: Pick<Ledger, 'answersByKey' | 'mismatches'>,
  events: readonly LogEvent[],
): string[] {
  const byKey = new Map<string, Set<string>>()
  for (const event of events) {
    if (event.type !== 'message_sent' || !('client_message_id' in event.data)) continue
    const key = event.data.client_message_id
    if (key !== undefined) byKey.set(key, (byKey.get(key) ?? new Set()).add(event.data.id))
  }
  const doubled = [...byKey]
    .filter(([, ids]) => ids.size > 1)
    .map(([key]) => `idempotency: ${key} made several messages`)
  const different = [...ledger.answersByKey]
    .filter(([, ids]) => ids.size > 1)
    .map(([key]) => `idempotency: ${key} was answered with several messages`)
  return [...doubled, ...different, ...ledger.mismatches]
}

/** No phone shows the same text twice; each text of a run is sent once. */
export function checkOncePerPhone(phones: readonly { waId: string; texts: readonly string[] }[]): string[] {
  return phones.flatMap(({ waId, texts }) =>
    texts.filter((text, index) => texts.indexOf(text) !== index).map((text) => `once: ${waId} shows "${text}" twice`),
  )
}

/** What each client shows is what the server would show it. */
export async function checkConvergence(world: World, server: InboxServer): Promise<string[]> {
  const violations: string[] = []
  for (const { name, principal, client } of world.agents) {
    const shown = client.conversations().getSnapshot().items
    const { items } = await server.inbox.conversations.list(principal, { limit: 200, offset: 0 })
    violations.push(...compareLists(`${name}: list`, shown, items))
    const counts = client.counts().getSnapshot().counts
    const expected = await server.inbox.conversations.counts(principal)
    if (JSON.stringify(counts) !== JSON.stringify(expected)) {
      violations.push(`convergence: ${name} counts ${JSON.stringify(counts)}, the server ${JSON.stringify(expected)}`)
    }
    for (const { id } of items) violations.push(...(await compareMessages(name, client, principal, server, id)))
    const waiting = client.outbox.items().filter((item) => item.state.status !== 'failed')
    if (waiting.length > 0) violations.push(`convergence: ${name} still has ${waiting.length} message(s) in the outbox`)
  }
  return violations
}

async function compareMessages(
  name: string,
  client: World['agents'][number]['client'],
  principal: Principal,
  server: InboxServer,
  conversationId: string,
): Promise<string[]> {
  const shown = client.messages(conversationId).getSnapshot()
  if (shown.status === 'loading') return []
  const { items } = await server.inbox.messages.list(principal, conversationId, { limit: 200, offset: 0 })
  const confirmed = shown.items.filter((item) => item.origin === 'server')
  const newest = shown.hasOlder ? items.slice(-confirmed.length) : items
  return compareLists(`${name}: messages of ${conversationId}`, confirmed, newest)
}

type Entity = Pick<Conversation | Message, 'id' | 'version' | 'status'>

function compareLists(where: string, shown: readonly Entity[], stored: readonly Entity[]): string[] {
  const print = (items: readonly Entity[]) => items.map((item) => `${item.id}@${item.version}:${item.status}`).join(' ')
  return print(shown) === print(stored)
    ? []
    : [`convergence: ${where}\n  client ${print(shown)}\n  server ${print(stored)}`]
}

const idOf = (data: LogEvent['data']): string => ('id' in data ? data.id : '')
