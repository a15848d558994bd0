import type { Conversation, Message } from '@pytake/protocol'
import { EVENT_CURSOR_HEADER, sendMessageBody } from '@pytake/protocol'
import type { HttpHandler } from 'msw'
import { http, HttpResponse } from 'msw'
import type { FakeLog } from './fake-log'

const BASE = 'http://inbox.test/api/v1'

export const problemResponse = (status: number, code: string, headers: Record<string, string> = {}) =>
  HttpResponse.json({ type: `urn:${code}`, title: code, status, code }, { status, headers })

/** The REST side of the fake server, over its log. */
export function fakeRoutes(log: FakeLog): HttpHandler[] {
  return [
    http.get(`${BASE}/conversations/counts`, () => HttpResponse.json(countsOf([...log.conversations.values()]))),
    http.get(`${BASE}/conversations`, ({ request }) => conversationPage(log, new URL(request.url))),
    http.get(`${BASE}/conversations/:id`, ({ params }) => {
      const held = log.conversations.get(String(params['id']))
      return held ? HttpResponse.json(held) : problemResponse(404, 'not_found')
    }),
    http.post(`${BASE}/conversations/:id/read`, ({ params }) =>
      HttpResponse.json(log.updates(String(params['id']), { unread_count: 0 })),
    ),
    http.get(`${BASE}/conversations/:id/messages`, ({ params, request }) =>
      messagePage(log, String(params['id']), new URL(request.url)),
    ),
    http.post(`${BASE}/conversations/:id/messages`, async ({ params, request }) => {
      const body = sendMessageBody.safeParse(await request.json())
      if (!body.success) return problemResponse(422, 'invalid_request')
      return HttpResponse.json(log.stores(String(params['id']), body.data))
    }),
    http.get(`${BASE}/events`, ({ request }) => eventPage(log, new URL(request.url))),
    http.get(`${BASE}/agents`, () => HttpResponse.json([{ user_id: 'agent-1', name: 'Bia', role: 'agent' }])),
    http.post(`${BASE}/media/:id/link`, ({ params }) =>
      HttpResponse.json({ url: `${BASE}/signed/${String(params['id'])}`, expires_at: '2026-01-15T10:10:00.000Z' }),
    ),
  ]
}

function conversationPage(log: FakeLog, url: URL) {
  const query = url.searchParams
  const limit = Number(query.get('limit') ?? 50)
  const after = query.get('cursor')
  const matching = [...log.conversations.values()]
    .filter(({ status }) => !query.has('status') || status === query.get('status'))
    .filter(({ unread_count }) => !query.has('unread') || unread_count > 0 === (query.get('unread') === 'true'))
    .filter(({ contact }) => !query.has('search') || contact.name.includes(query.get('search') ?? ''))
    .sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1))
    .filter((conversation) => after === null || placeOf(conversation) < after)
  const items = matching.slice(0, limit)
  const last = items.at(-1)
  const next = new URL(url)
  if (last) next.searchParams.set('cursor', placeOf(last))
  return page(log, items, matching.length > limit ? next : null)
}

const placeOf = ({ last_message_time, created_at, id }: Conversation) => `${last_message_time ?? created_at} ${id}`

function messagePage(log: FakeLog, conversationId: string, url: URL) {
  const query = url.searchParams
  const limit = Number(query.get('limit') ?? 100)
  const held = log.messagesOf(conversationId).sort(byPlace)
  const indexOf = (name: string) => held.findIndex(({ id }) => id === query.get(name))
  if (query.has('around') && indexOf('around') < 0) return problemResponse(404, 'not_found')
  const isForward = query.has('after')
  let end = query.has('before') ? indexOf('before') : held.length
  if (isForward) end = Math.min(indexOf('after') + 1 + limit, held.length)
  if (query.has('around')) end = Math.min(indexOf('around') + Math.ceil(limit / 2), held.length)
  let start = Math.max(end - limit, 0)
  if (isForward) start = indexOf('after') + 1
  if (query.has('around')) start = Math.max(indexOf('around') - Math.floor(limit / 2), 0)
  const items = held.slice(start, end)
  const older = linkTo(url, 'before', start > 0 ? items.at(0) : undefined)
  const newer = linkTo(url, 'after', end < held.length ? items.at(-1) : undefined)
  return isForward ? page(log, items, newer, older) : page(log, items, older, newer)
}

function linkTo(url: URL, key: string, message: Message | undefined): URL | null {
  if (message === undefined) return null
  const link = new URL(url)
  for (const place of ['before', 'after', 'around']) link.searchParams.delete(place)
  link.searchParams.set(key, message.id)
  return link
}

const byPlace = (a: Message, b: Message) =>
  a.created_at === b.created_at ? a.seq - b.seq : a.created_at < b.created_at ? -1 : 1

function page(log: FakeLog, items: (Conversation | Message)[], next: URL | null, previous: URL | null = null) {
  const links = [next && `<${next.href}>; rel="next"`, previous && `<${previous.href}>; rel="prev"`]
  const link = links.filter((one) => one !== null).join(', ')
  return HttpResponse.json(items, { headers: { [EVENT_CURSOR_HEADER]: log.cursor, ...(link && { Link: link }) } })
}

function eventPage(log: FakeLog, url: URL) {
  const after = url.searchParams.get('after')
  if (after === null) return HttpResponse.json({ events: [], cursor: log.cursor, has_more: false })
  const position = log.positionOf(after)
  if (position === null) {
    const reset = { type: 'reset', reason: 'epoch_changed', cursor: log.cursor }
    return HttpResponse.json({ events: [reset], cursor: log.cursor, has_more: false })
  }
  return HttpResponse.json({ events: log.after(position), cursor: log.cursor, has_more: false })
}

const countsOf = (conversations: Conversation[]) => {
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
