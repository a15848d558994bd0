import { tokenize } from 'linkifyjs'

/** A piece of a message: plain text, or a link that is safe to follow. */
export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string }

/** Everything else a customer may write (`javascript:`, `data:`, `file:` …) stays text. */
const SAFE_PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/**
 * Finds the web and mail addresses in a text.
 *
 * @example
 * safeLinks('see example.com') // [{ kind: 'text', … }, { kind: 'link', text: 'example.com', href: 'https://example.com' }]
 */
export function safeLinks(text: string): TextPart[] {
  return tokenize(text).map((token) => {
    const written = token.toString()
    const href = token.isLink ? token.toHref('https') : null
    return href !== null && isSafe(href) ? { kind: 'link', text: written, href } : { kind: 'text', text: written }
  })
}

function isSafe(href: string): boolean {
  return URL.canParse(href) && SAFE_PROTOCOLS.has(new URL(href).protocol)
}
