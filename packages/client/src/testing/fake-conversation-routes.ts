import type { Conversation, ListConversationsQuery } from '@pytake/protocol'
import { NOBODY, routes } from '@pytake/protocol'
import type { Call } from './fake-http'
import { fakeRoute } from './fake-http'
import { listAnswer, nextPage } from './fake-pages'
import { invalid } from './fake-refusal'

export const fakeConversationRoutes = [
  fakeRoute(routes.countConversations, ({ log, principal }) => ({ body: countsOf(log.conversationsFor(principal)) })),
  fakeRoute(routes.listConversations, listConversations),
  fakeRoute(routes.openConversation, ({ log, principal, body }) => {
    const { contact_id, channel_id } = body(routes.openConversation.body)
    const contact = log.contacts.get(contact_id)
    if (contact?.tenant_id !== principal.tenant_id) throw invalid({ path: 'contact_id', message: 'is no contact' })
    const held = log.conversationsFor(principal).find((conversation) => conversation.contact_id === contact_id)
    return held ? { body: held } : { status: 201, body: log.opens(contact, channel_id) }
  }),
  fakeRoute(routes.getConversation, ({ log, principal, id }) => ({ body: log.visible(principal, id) })),
  fakeRoute(routes.updateConversation, ({ log, principal, id, body }) => {
    log.visible(principal, id)
    return { body: log.patches(id, body(routes.updateConversation.body)) }
  }),
  fakeRoute(routes.deleteConversation, ({ log, principal, id }) => {
    log.visible(principal, id)
    log.deletes(id)
    return { status: 204 }
  }),
  fakeRoute(routes.markConversationRead, ({ log, principal, id, body }) => {
    log.visible(principal, id)
    const { up_to_message_id } = body(routes.markConversationRead.body)
    return { body: log.reads(id, up_to_message_id) }
  }),
]

function listConversations({ log, principal, url, query }: Call) {
  const asked = query(routes.listConversations.query)
  const { limit, offset, cursor, sort } = asked
  if (cursor !== undefined && offset > 0) throw invalid({ path: 'offset', message: 'cannot be combined with cursor' })
  const direction = sort === 'last_message_time' ? 1 : -1
  const order = (a: string, b: string) => (a < b ? -direction : direction)
  const matching = log
    .conversationsFor(principal)
    .filter((held) => matches(log, held, asked))
    .sort((a, b) => order(placeOf(a), placeOf(b)))
    .filter((held) => cursor === undefined || (placeOf(held) !== cursor && order(placeOf(held), cursor) > 0))
    .slice(offset)
  const items = matching.slice(0, limit)
  const last = items.at(-1)
  const hasMore = last !== undefined && matching.length > limit
  return listAnswer(log, principal, items, hasMore ? nextPage(url, 'cursor', placeOf(last)) : null)
}

function matches(log: Call['log'], held: Conversation, asked: ListConversationsQuery): boolean {
  const { status, search, assignee_id, unread, label, channel_id } = asked
  const words = search === undefined ? [] : fold(search).split(/\s+/)
  return (
    (status === undefined || held.status === status) &&
    (unread === undefined || held.unread_count > 0 === unread) &&
    (assignee_id === undefined || held.assignee_id === (assignee_id === NOBODY ? null : assignee_id)) &&
    (label === undefined || held.labels.includes(label)) &&
    (channel_id === undefined || held.channel_id === channel_id) &&
    words.every((word) => searchable(log, held).includes(word))
  )
}

const placeOf = ({ last_message_time, created_at, id }: Conversation) => `${last_message_time ?? created_at} ${id}`

const searchable = (log: Call['log'], { id, contact }: Conversation) => {
  const contents = log.messagesOf(id).map(({ content }) => content)
  return fold([contact.name, contact.phone, ...contents].join('\n'))
}

/** Accents and case do not matter. */
const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

function countsOf(conversations: readonly Conversation[]) {
  const count = (status: string) => conversations.filter((conversation) => conversation.status === status).length
  return {
    all: conversations.length,
    active: count('active'),
    waiting: count('waiting'),
    assigned: count('assigned'),
    closed: count('closed'),
    unread: conversations.reduce((sum, { unread_count }) => sum + unread_count, 0),
  }
}
