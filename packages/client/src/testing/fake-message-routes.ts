import type { Message } from '@pytake/protocol'
import { routes } from '@pytake/protocol'
import type { Call } from './fake-http'
import { fakeRoute } from './fake-http'
import { listAnswer, nextPage } from './fake-pages'
import { invalid, Refusal } from './fake-refusal'
import { byPlace } from './fake-rules'

export const fakeMessageRoutes = [
  fakeRoute(routes.listMessages, listMessages),
  fakeRoute(routes.sendMessage, ({ log, principal, id, body }) => {
    log.visible(principal, id)
    return { body: log.stores(id, body(routes.sendMessage.body), principal) }
  }),
  fakeRoute(routes.deleteMessage, ({ log, principal, id }) => {
    visibleMessage({ log, principal, id })
    return { body: log.removesMessage(id) }
  }),
  fakeRoute(routes.retryMessage, ({ log, principal, id }) => {
    const { status } = visibleMessage({ log, principal, id })
    if (status !== 'failed' && status !== 'unknown') throw new Refusal('message_not_retryable')
    return { body: log.retries(id) }
  }),
]

function listMessages({ log, principal, url, id, query }: Call) {
  const { limit, offset, before, after } = query(routes.listMessages.query)
  log.visible(principal, id)
  if (before !== undefined && after !== undefined) {
    throw invalid({ path: 'after', message: 'cannot be combined with before' })
  }
  const held = log.messagesOf(id).sort(byPlace)
  if (after !== undefined) {
    const start = placed(held, 'after', after)
    const found = held.filter((message) => byPlace(message, start) > 0)
    const items = found.slice(0, limit)
    const last = items.at(-1)
    const hasMore = last !== undefined && found.length > limit
    return listAnswer(log, principal, items, hasMore ? nextPage(url, 'after', last.id) : null)
  }
  const found = held.filter(earlierThan(held, before)).slice(0, offset === 0 ? undefined : -offset)
  const items = withWholeGroup(found, limit, before === undefined || !isDate(before))
  const first = items.at(0)
  const hasMore = first !== undefined && found.length > items.length
  return listAnswer(log, principal, items, hasMore ? nextPage(url, 'before', first.id) : null)
}

/** Pages by date hold the whole group of equal times at their end: paging on by date would leave it out. */
function withWholeGroup(found: readonly Message[], limit: number, isById: boolean): Message[] {
  const items = found.slice(-limit)
  const first = items.at(0)
  return first === undefined || isById ? items : found.filter(({ created_at }) => created_at >= first.created_at)
}

function earlierThan(held: readonly Message[], before: string | undefined): (message: Message) => boolean {
  if (before === undefined) return () => true
  if (isDate(before)) {
    const time = new Date(before).toISOString()
    return ({ created_at }) => created_at < time
  }
  const start = placed(held, 'before', before)
  return (message) => byPlace(message, start) < 0
}

function placed(held: readonly Message[], path: string, id: string): Message {
  const found = held.find((message) => message.id === id)
  if (found === undefined) throw invalid({ path, message: 'is no message of this conversation' })
  return found
}

const isDate = (text: string) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))

/** @throws Refusal `not_found` */
export function visibleMessage({ log, principal, id }: Pick<Call, 'log' | 'principal' | 'id'>): Message {
  const held = log.messages.get(id)
  if (held === undefined) throw new Refusal('not_found')
  log.visible(principal, held.conversation_id)
  return held
}
