import type { MediaLink } from '@pytake/protocol'
import type { ClientEnv } from '../lib/env'
import { createRecentMap } from '../lib/recent-map'

const MAX_LINKS = 500
/** A link handed out still has to be opened. */
const EXPIRY_MARGIN_MS = 60_000
/** Where the clock here is wrong, no link is used for longer than this. */
const MAX_AGE_MS = 300_000

/** Signed addresses of files, asked for once until shortly before they expire. */
export function createMediaLinks(env: ClientEnv, fetch: (mediaId: string) => Promise<MediaLink>) {
  const links = createRecentMap<{ link: Promise<MediaLink>; validUntilMs: number }>(MAX_LINKS)

  return (mediaId: string): Promise<MediaLink> => {
    const held = links.get(mediaId)
    if (held && env.now() < held.validUntilMs) return held.link
    const askedAtMs = env.now()
    const entry = { link: fetch(mediaId), validUntilMs: askedAtMs + MAX_AGE_MS }
    links.set(mediaId, entry)
    entry.link.then(
      ({ expires_at }) => {
        entry.validUntilMs = Math.min(entry.validUntilMs, Date.parse(expires_at) - EXPIRY_MARGIN_MS)
      },
      () => {
        if (links.get(mediaId) === entry) links.delete(mediaId)
      },
    )
    return entry.link
  }
}
