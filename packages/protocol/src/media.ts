import * as z from 'zod/mini'
import { id, timestamp } from './ids'
import { openEnum } from './open-enum'

export const mediaStatuses = ['pending', 'ready', 'failed'] as const
export const mediaStatus = openEnum<(typeof mediaStatuses)[number]>()

/** A file of a message. It can be downloaded once `status` is `ready`. `size` is in bytes. */
export const media = z.object({
  id,
  mime_type: z.string(),
  filename: z.optional(z.string()),
  size: z.optional(z.number()),
  sha256: z.optional(z.string()),
  width: z.optional(z.number()),
  height: z.optional(z.number()),
  duration_ms: z.optional(z.number()),
  status: mediaStatus,
})
export type Media = z.infer<typeof media>

/** Largest file of `POST /media`, in bytes: what WhatsApp takes of a document. */
export const MAX_UPLOAD_BYTES = 100 * 1024 * 1024

/** Answer of `POST /media/{id}/link`: a URL for an `<img>` or `<audio>`, which cannot send a bearer token. */
export const mediaLink = z.object({ url: z.string(), expires_at: timestamp })
export type MediaLink = z.infer<typeof mediaLink>
