import { EVENT_CURSOR_HEADER } from '@pytake/protocol'
import type { FakeLog } from './fake-log'
import type { FakePrincipal } from './fake-principals'
import type { Answer } from './fake-refusal'

/** A list: its items, the log's position, and where the next page is. */
export function listAnswer(
  log: FakeLog,
  principal: FakePrincipal,
  items: readonly unknown[],
  next: URL | null,
  previous: URL | null = null,
): Answer {
  const links = [next && `<${next.href}>; rel="next"`, previous && `<${previous.href}>; rel="prev"`]
  const link = links.filter((one) => one !== null).join(', ')
  return { body: items, headers: { [EVENT_CURSOR_HEADER]: log.cursorFor(principal), ...(link && { Link: link }) } }
}

/** The same list from another place on. */
export function nextPage(url: URL, parameter: string, value: string): URL {
  const next = new URL(url)
  next.searchParams.delete('offset')
  next.searchParams.set(parameter, value)
  return next
}
