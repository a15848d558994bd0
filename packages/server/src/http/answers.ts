import { EVENT_CURSOR_HEADER } from '@pytake/protocol'
import { formatCursor, principalHash } from '../domain/cursor'
import type { Page } from '../domain/inbox'
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
export function listAnswer<Item>(call: Call, epoch: string, page: Page<Item>, key: PageKey = 'cursor'): Response {
  const headers: Record<string, string> = {
    [EVENT_CURSOR_HEADER]: cursorFor(call.principal, epoch, page.position),
  }
  if (page.next !== null) headers['Link'] = `<${nextUrl(call, key, page.next)}>; rel="next"`
  return json(page.items, 200, headers)
}

/** Query parameter that carries `Page.next`. */
export type PageKey = 'cursor' | 'before' | 'after' | 'offset'

function nextUrl(call: Call, key: PageKey, next: string): string {
  const search = new URLSearchParams(call.url.search)
  // The key takes over where the offset counted; both together would skip twice.
  search.delete('offset')
  search.set(key, next)
  return `${publicOrigin(call.request, call.url)}${call.url.pathname}?${search.toString()}`
}

/**
 * Under which the caller reached us. A proxy that ends TLS tells the scheme; believing it is harmless, since the
 * address goes back to nobody but the caller.
 */
export function publicOrigin(request: Request, url: URL): string {
  const forwarded = request.headers.get('x-forwarded-proto')
  return `${forwarded === 'https' || forwarded === 'http' ? `${forwarded}:` : url.protocol}//${url.host}`
}
