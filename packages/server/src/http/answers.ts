import { EVENT_CURSOR_HEADER } from '@pytake/protocol'
import { formatCursor, principalHash } from '../domain/cursor'
import type { Page, TwoWayPage } from '../domain/inbox'
import type { Principal } from '../domain/principal'
import type { Call } from './call'

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json', ...headers } })

export const noContent = (): Response => new Response(null, { status: 204 })

export const cursorFor = (principal: Principal, epoch: string, position: number): string =>
  formatCursor({ epoch, position, principalHash: principalHash(principal) })

/**
 * The seed's bare array; what pages need besides stands in headers. The cursor is the position read before the data,
 * so that events after it can repeat what the list shows but never miss anything.
 */
export const listAnswer = <Item>(call: Call, epoch: string, page: Page<Item>, key: PageKey = 'cursor'): Response =>
  pageAnswer(call, epoch, page, [link(call, 'next', key, page.next)])

/** The same for a list that is read in both directions. */
export const twoWayAnswer = <Item>(
  call: Call,
  epoch: string,
  page: TwoWayPage<Item>,
  [nextKey, previousKey]: [PageKey, PageKey],
): Response =>
  pageAnswer(call, epoch, page, [
    link(call, 'next', nextKey, page.next),
    link(call, 'prev', previousKey, page.previous),
  ])

function pageAnswer<Item>(call: Call, epoch: string, page: Page<Item>, links: (string | null)[]): Response {
  const headers: Record<string, string> = {
    [EVENT_CURSOR_HEADER]: cursorFor(call.principal, epoch, page.position),
  }
  const link = links.filter((one) => one !== null).join(', ')
  if (link !== '') headers['Link'] = link
  return json(page.items, 200, headers)
}

/** Query parameter that carries the key of another page. */
export type PageKey = 'cursor' | 'before' | 'after' | 'offset'

function link(call: Call, relation: 'next' | 'prev', key: PageKey, value: string | null): string | null {
  if (value === null) return null
  const search = new URLSearchParams(call.url.search)
  // The key takes over from whatever named this page; an offset would skip twice.
  for (const place of ['offset', 'before', 'after', 'around']) search.delete(place)
  search.set(key, value)
  return `<${publicOrigin(call.request, call.url)}${call.url.pathname}?${search.toString()}>; rel="${relation}"`
}

/**
 * Under which the caller reached us. A proxy that ends TLS tells the scheme; believing it is harmless, since the
 * address goes back to nobody but the caller.
 */
export function publicOrigin(request: Request, url: URL): string {
  const forwarded = request.headers.get('x-forwarded-proto')
  return `${forwarded === 'https' || forwarded === 'http' ? `${forwarded}:` : url.protocol}//${url.host}`
}
