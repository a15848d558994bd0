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
  const { limit, offset, ...places } = query(routes.listMessages.query)
  log.visible(principal, id)
  const [place, second] = Object.entries(places).filter(([, value]) => value !== undefined)
  if (second) throw invalid({ path: second[0], message: `cannot be combined with ${place?.[0] ?? ''}` })
  const held = log.messagesOf(id).sort(byPlace)
  if (places.after !== undefined) {
    const start = indexOf(held, 'after', places.after) + 1
    const page = { held, start, end: Math.min(start + limit, held.length) }
    return pageAnswer({ log, principal, url }, page, 'forwards')
  }
  if (places.around !== undefined) {
    const middle = indexOf(held, 'around', places.around)
    const start = Math.max(middle - Math.floor(limit / 2), 0)
    const page = { held, start, end: Math.min(middle + Math.ceil(limit / 2), held.length) }
    return pageAnswer({ log, principal, url }, page, 'backwards')
  }
  const end = Math.max(endBefore(held, places.before) - offset, 0)
  const start = startOf(held, Math.max(end - limit, 0), places.before)
  return pageAnswer({ log, principal, url }, { held, start, end }, 'backwards')
}

/** One page with its links: `next` goes on in the direction of reading, `prev` the other way. */
function pageAnswer(
  { log, principal, url }: Pick<Call, 'log' | 'principal' | 'url'>,
  { held, start, end }: { held: readonly Message[]; start: number; end: number },
  direction: 'forwards' | 'backwards',
) {
  const items = held.slice(start, end)
  const older = linkTo(url, 'before', start > 0 ? items.at(0) : undefined)
  const newer = linkTo(url, 'after', end < held.length ? items.at(-1) : undefined)
  const [next, previous] = direction === 'forwards' ? [newer, older] : [older, newer]
  return listAnswer(log, principal, items, next, previous)
}

function linkTo(url: URL, place: string, message: Message | undefined): URL | null {
  if (message === undefined) return null
  const bare = new URL(url)
  for (const name of ['before', 'after', 'around']) bare.searchParams.delete(name)
  return nextPage(bare, place, message.id)
}

function indexOf(held: readonly Message[], path: string, id: string): number {
  const index = held.findIndex((message) => message.id === id)
  if (index < 0) throw invalid({ path, message: 'is no message of this conversation' })
  return index
}

function endBefore(held: readonly Message[], before: string | undefined): number {
  if (before === undefined) return held.length
  if (!isDate(before)) return indexOf(held, 'before', before)
  const time = new Date(before).toISOString()
  return held.filter(({ created_at }) => created_at < time).length
}

/** Pages by date hold the whole group of equal times at their end: paging on by date would leave it out. */
function startOf(held: readonly Message[], start: number, before: string | undefined): number {
  const first = held[start]
  if (before === undefined || !isDate(before) || first === undefined) return start
  return held.findIndex(({ created_at }) => created_at === first.created_at)
}

const isDate = (text: string) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))

/** @throws Refusal `not_found` */
export function visibleMessage({ log, principal, id }: Pick<Call, 'log' | 'principal' | 'id'>): Message {
  const held = log.messages.get(id)
  if (held === undefined) throw new Refusal('not_found')
  log.visible(principal, held.conversation_id)
  return held
}
