import type { Conversation, Message } from '@pytake/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  admin,
  agent,
  listQuery,
  openTestInbox,
  sendBody,
  statusItem,
  type TestInbox,
  textItem,
} from '../testing/test-inbox'
import type { LogEvent, SendOutcome } from './ports'

/** Everything an agent may look at, by id. */
interface View {
  conversations: Map<string, Conversation>
  messages: Map<string, Message>
}

/** One thing that may happen; numbers choose among what exists at that moment. */
type Step =
  | { kind: 'inbound'; person: number; late: boolean; media: boolean }
  | { kind: 'send'; at: number; note: boolean }
  | { kind: 'settle'; outcome: 'accepted' | 'held' | 'failed' | 'busy' | 'unknown' }
  | { kind: 'status'; at: number; status: 'sent' | 'delivered' | 'read' | 'failed' }
  | { kind: 'reaction'; at: number; emoji: string | null }
  | { kind: 'read' | 'assign' | 'unassign' | 'close' | 'rename' | 'removeConversation'; at: number }
  | { kind: 'removeMessage' | 'retry'; at: number }
  | { kind: 'fetchMedia'; succeeds: boolean }
  | { kind: 'expire' }

/** Each run opens a database; a busy machine takes its time. */
const TIMEOUT_MS = 60_000

const at = fc.nat(20)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('inbound' as const),
      person: fc.nat(2),
      late: fc.boolean(),
      media: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('send' as const), at, note: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      outcome: fc.constantFrom(
        'accepted' as const,
        'held' as const,
        'failed' as const,
        'busy' as const,
        'unknown' as const,
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('status' as const),
      at,
      status: fc.constantFrom('sent' as const, 'delivered' as const, 'read' as const, 'failed' as const),
    }),
  },
  fc.record({ kind: fc.constant('reaction' as const), at, emoji: fc.constantFrom('👍', '❤️', null) }),
  fc.record({
    kind: fc.constantFrom(
      'read' as const,
      'assign' as const,
      'unassign' as const,
      'close' as const,
      'rename' as const,
      'removeConversation' as const,
    ),
    at,
  }),
  fc.record({ kind: fc.constantFrom('removeMessage' as const, 'retry' as const), at }),
  fc.record({ kind: fc.constant('fetchMedia' as const), succeeds: fc.boolean() }),
  fc.constant({ kind: 'expire' as const }),
)

test(
  'a snapshot and the events after it make the later snapshot, from every position on',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const core = await openTestInbox()
        const snapshots = [{ position: 0, view: await snapshot(core) }]
        for (const [index, one] of steps.entries()) {
          core.env.jump(1_000)
          await run(core, one, index)
          snapshots.push({ position: await core.inbox.log.head('acme'), view: await snapshot(core) })
        }
        const events = await core.log()
        expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
        const last = snapshots.at(-1)
        for (const { position, view } of snapshots) expect(fold(view, events.slice(position))).toEqual(last?.view)
        await core.database.close()
      }),
      { numRuns: 60 },
    )
  },
  TIMEOUT_MS,
)

async function snapshot({ inbox }: TestInbox): Promise<View> {
  const view: View = { conversations: new Map(), messages: new Map() }
  for (const conversation of (await inbox.conversations.list(agent, listQuery())).items) {
    view.conversations.set(conversation.id, conversation)
    const { items } = await inbox.messages.list(agent, conversation.id, listQuery({ limit: 200 }))
    for (const message of items) view.messages.set(message.id, message)
  }
  return view
}

/** What a client does: a whole entity replaces an older one, a status changes its fields, a removal removes. */
function fold(start: View, events: readonly LogEvent[]): View {
  const conversations = new Map(start.conversations)
  const messages = new Map(start.messages)
  for (const { data } of events) {
    if ('message_id' in data) {
      const held = messages.get(data.message_id)
      if (held === undefined) continue
      const { status, version, error } = data
      const next = { ...held, status, version, ...(error !== undefined && { error }) }
      if (error === undefined) delete next.error
      messages.set(held.id, next)
    } else if ('unread_count' in data) {
      conversations.set(data.id, data)
    } else if ('message_type' in data) {
      messages.set(data.id, data)
    } else if ('conversation_id' in data) {
      conversations.delete(data.conversation_id)
      for (const message of [...messages.values()]) {
        if (message.conversation_id === data.conversation_id) messages.delete(message.id)
      }
    }
  }
  return { conversations, messages }
}

const OUTCOMES: Record<Extract<Step, { kind: 'settle' }>['outcome'], (externalId: string) => SendOutcome> = {
  accepted: (external_id) => ({ kind: 'accepted', external_id, held: false }),
  held: (external_id) => ({ kind: 'accepted', external_id, held: true }),
  failed: () => ({
    kind: 'rejected',
    error: { code: 'refused', title: 'Refused', retryable: false },
    retryAfterMs: null,
  }),
  busy: () => ({ kind: 'rejected', error: { code: 'busy', title: 'Busy', retryable: true }, retryAfterMs: null }),
  unknown: () => ({ kind: 'unknown', error: { code: 'outcome_unknown', title: 'Unknown', retryable: false } }),
}

/** Does the step where it makes sense; a refusal is part of the game. */
async function run(core: TestInbox, one: Step, index: number): Promise<void> {
  const { inbox, queues, env } = core
  const { conversations, messages } = await snapshot(core)
  const choose = <T>(among: Iterable<T>, at: number): T | undefined => {
    const all = [...among]
    return all[at % Math.max(1, all.length)]
  }
  const conversationAt = (place: number) => choose(conversations.keys(), place) ?? 'none'
  const refused = (error: unknown) => expect(error).toHaveProperty('code')
  switch (one.kind) {
    case 'inbound': {
      const address = `551199999000${one.person}`
      const media = { external_id: `media.${index}`, mime_type: 'image/jpeg', filename: null, sha256: null }
      const item = textItem(`wamid.in.${index}`, {
        contact: { address, name: `Person ${one.person} ${index % 3}`, phone: `+${address}` },
        provider_time: one.late ? env.now() - 300_000 : null,
        media: one.media ? media : null,
      })
      await core.receive(item)
      return
    }
    case 'send':
      await inbox.messages
        .send(
          agent,
          conversationAt(one.at),
          sendBody({ content: `m${index}`, message_type: one.note ? 'note' : 'text' }),
        )
        .catch(refused)
      return
    case 'settle': {
      const [claim] = await queues.claimDeliveries(1, 30_000)
      if (claim !== undefined) await queues.settleDelivery(claim, OUTCOMES[one.outcome](`wamid.out.${index}`))
      return
    }
    case 'status':
      await core.receive(statusItem(`wamid.out.${one.at}`, one.status))
      return
    case 'reaction': {
      const target = choose(messages.values(), one.at)?.external_id ?? 'wamid.none'
      const contact = { address: '5511999990000', name: null, phone: '+5511999990000' }
      const { emoji } = one
      await core.receive({
        kind: 'reaction',
        external_id: `r.${index}`,
        target_external_id: target,
        emoji,
        provider_time: index,
        contact,
      })
      return
    }
    case 'read':
      await inbox.conversations.markRead(agent, conversationAt(one.at), {}).catch(refused)
      return
    case 'assign':
    case 'unassign': {
      const assignee_id = one.kind === 'assign' ? 'ana' : null
      await inbox.conversations.update(agent, conversationAt(one.at), { assignee_id }).catch(refused)
      return
    }
    case 'close':
      await inbox.conversations.update(agent, conversationAt(one.at), { status: 'closed' }).catch(refused)
      return
    case 'rename': {
      const contactId = choose(conversations.values(), one.at)?.contact_id ?? 'none'
      await inbox.contacts.update(agent, contactId, { name: `Renamed ${index}` }).catch(refused)
      return
    }
    case 'removeConversation':
      await inbox.conversations.remove(admin, conversationAt(one.at)).catch(refused)
      return
    case 'removeMessage':
    case 'retry': {
      const id = choose(messages.keys(), one.at) ?? 'none'
      await (one.kind === 'retry' ? inbox.messages.retry(agent, id) : inbox.messages.remove(agent, id)).catch(refused)
      return
    }
    case 'fetchMedia': {
      const [claim] = await queues.claimMedia(1, 30_000)
      const stored = { kind: 'stored' as const, key: 'k', size: 1, sha256: 'x', mime_type: 'image/png' }
      if (claim !== undefined)
        await queues.settleMedia(claim, one.succeeds ? stored : { kind: 'failed', reason: 'gone' })
      return
    }
    case 'expire':
      await queues.claimDeliveries(1, 1)
      env.jump(10)
      await queues.expireLeases()
  }
}
