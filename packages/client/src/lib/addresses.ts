import { API_BASE, SOCKET_PATH } from '@pytake/protocol'
import type { PageAddress } from './env'

export interface Addresses {
  /** With the API's base path. */
  restUrl: string
  socketUrl: string
}

/** Where a development server listens unless it is told otherwise. */
const LOCAL_HOST = 'localhost:8080'

/**
 * Derives both addresses as the seed's `getWebSocketUrl` does: what is configured, else on localhost port 8080, else
 * the page's own host; secure where the page or the API is.
 *
 * @throws TypeError where `url` or `wsUrl` is no address
 */
export function deriveAddresses(
  options: { url?: string | undefined; wsUrl?: string | undefined },
  page: PageAddress | null,
): Addresses {
  const origin = new URL(options.url ?? pageOrigin(page))
  const base = `${origin.origin}${origin.pathname.replace(/\/+$/, '')}`
  return { restUrl: base + API_BASE, socketUrl: socketUrl(options.wsUrl ?? base) }
}

function pageOrigin(page: PageAddress | null): string {
  if (page === null || page.hostname === 'localhost') return `http://${LOCAL_HOST}`
  return `${page.protocol}//${page.host}`
}

function socketUrl(address: string): string {
  const url = new URL(address)
  const path = url.pathname.replace(/\/+$/, '')
  url.protocol = url.protocol === 'https:' || url.protocol === 'wss:' ? 'wss:' : 'ws:'
  url.pathname = path.endsWith('/ws') ? path : path + SOCKET_PATH
  return url.href
}
