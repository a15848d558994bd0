import { normalizeText, type Media } from '@pytake/protocol'

/** Shown in place by a browser when asked for by link; anything else is a download. No SVG and no HTML: they run code. */
const INLINE_TYPES: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'audio/aac',
  'audio/amr',
  'audio/mp4',
  'audio/mpeg',
  'audio/ogg',
  'video/mp4',
  'video/3gpp',
])

const MIME_TYPE = /^[\w.+-]{1,64}\/[\w.+-]{1,64}(\s*;\s*[\w-]{1,32}=[\w.+-]{1,64})*$/

/** Headers of a file that a stranger sent: whatever it claims to be, it must not run in our origin. */
export function mediaHeaders(media: Media, access: 'bearer' | 'link'): Record<string, string> {
  const type = MIME_TYPE.test(media.mime_type) ? media.mime_type : 'application/octet-stream'
  const isInline = access === 'link' && INLINE_TYPES.has(type.replace(/\s*;.*$/, '').toLowerCase())
  return {
    'Content-Type': type,
    'Content-Disposition': contentDisposition(isInline ? 'inline' : 'attachment', media.filename ?? media.id),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cache-Control': 'private, max-age=600',
    'Accept-Ranges': 'bytes',
    // A link is made for tags on the inbox's pages, which stand on another origin.
    'Cross-Origin-Resource-Policy': access === 'link' ? 'cross-origin' : 'same-site',
    ...(media.sha256 === undefined ? {} : { ETag: `"${encodeURIComponent(media.sha256)}"` }),
  }
}

/**
 * `Content-Disposition` with a name for old and new readers (RFC 6266, RFC 8187). Paths, control and bidirectional
 * characters go: `invoice<RLO>fdp.exe` would read as `invoiceexe.pdf`.
 */
export function contentDisposition(kind: 'inline' | 'attachment', filename: string): string {
  // Normalised last: the cut may halve a surrogate pair, and encodeURIComponent throws on such a half.
  const safe = normalizeText(filename.replace(UNSAFE_IN_NAMES, '_').slice(0, MAX_FILENAME_LENGTH))
  const ascii = safe.replace(/[^\x20-\x7e]|["%]/g, '_')
  const extended = encodeURIComponent(safe).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${extended}`
}

const MAX_FILENAME_LENGTH = 200
const UNSAFE_IN_NAMES = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\\/:*?"<>|]/gu
