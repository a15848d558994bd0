import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod/mini'
import { ServerError } from '../domain/errors'
import type { Principal } from '../domain/principal'

/** How long a signed link shows its file. */
export const MEDIA_LINK_TTL_MS = 10 * 60_000

/**
 * Signs and reads links to files, since `<img>` sends no bearer token. The one parameter holds who asked and until
 * when, so that a link shows no more than its maker may see at the time of the download.
 */
export interface MediaLinks {
  sign(principal: Principal, mediaId: string): { signature: string; expiresAt: number }
  /** Throws `token_expired` or `unauthorized`. */
  verify(signature: string, mediaId: string): Principal
}

export function createMediaLinks(secret: Uint8Array, now: () => number): MediaLinks {
  const digest = (payload: string): Buffer => createHmac('sha256', secret).update(payload).digest()
  return {
    sign({ tenant_id, user_id, role }, mediaId) {
      const expiresAt = now() + MEDIA_LINK_TTL_MS
      const payload = encode({ tenant_id, user_id, role, media_id: mediaId, expires_at: expiresAt })
      return { signature: `${payload}.${digest(payload).toString('base64url')}`, expiresAt }
    },
    verify(signature, mediaId) {
      const [payload = '', mac = ''] = signature.split('.')
      if (!isEqual(digest(payload), Buffer.from(mac, 'base64url'))) throw invalidLink()
      const link = linkPayload.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
      if (!link.success || link.data.media_id !== mediaId) throw invalidLink()
      const { tenant_id, user_id, role, expires_at } = link.data
      if (expires_at <= now()) throw new ServerError('token_expired', 'unable to read file; the link has expired')
      return { tenant_id, user_id, role, name: null, expires_at }
    },
  }
}

const linkPayload = z.object({
  tenant_id: z.string(),
  user_id: z.string(),
  role: z.enum(['agent', 'admin']),
  media_id: z.string(),
  expires_at: z.number(),
})

const encode = (payload: z.infer<typeof linkPayload>): string =>
  Buffer.from(JSON.stringify(payload)).toString('base64url')

const isEqual = (expected: Buffer, given: Buffer): boolean =>
  expected.byteLength === given.byteLength && timingSafeEqual(expected, given)

const invalidLink = (): ServerError => new ServerError('unauthorized', 'unable to read file; the link is not valid')
