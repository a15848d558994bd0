import type { FileMessageType, Media } from '@pytake/protocol'
import type { FileRefusal } from '../domain/ports'

const MB = 1024 * 1024

interface FileRule {
  /** Null takes every type that is not a picture, sound or film of an unknown kind. */
  types: readonly string[] | null
  maxBytes: number
  hasCaption: boolean
}

const IMAGES = ['image/jpeg', 'image/png']
const AUDIO = ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg']
const VIDEOS = ['video/mp4', 'video/3gpp']
const STICKERS = ['image/webp']

/** What the Cloud API takes ("Supported Media Types"). */
const RULES: Record<FileMessageType, FileRule> = {
  image: { types: IMAGES, maxBytes: 5 * MB, hasCaption: true },
  audio: { types: AUDIO, maxBytes: 16 * MB, hasCaption: false },
  video: { types: VIDEOS, maxBytes: 16 * MB, hasCaption: true },
  document: { types: null, maxBytes: 100 * MB, hasCaption: true },
  sticker: { types: STICKERS, maxBytes: 500 * 1024, hasCaption: false },
}
const MAX_CAPTION_LENGTH = 1024

/** What WhatsApp would refuse: a browser's WebM voice note, a picture of 6 MB, a caption under a sticker. */
export function refuseFile(type: FileMessageType, media: Media, caption: string): FileRefusal | null {
  const { types, maxBytes, hasCaption } = RULES[type]
  const given = graphType(media.mime_type)
  const taken = types ?? [...IMAGES, ...AUDIO, ...VIDEOS, ...STICKERS]
  if (!taken.includes(given) && (types !== null || IS_MEDIA.test(given))) {
    return { path: 'media_id', message: `is ${given}; WhatsApp takes ${taken.join(', ')}` }
  }
  if (media.size !== undefined && media.size > maxBytes) {
    return { path: 'media_id', message: `has ${media.size} bytes; WhatsApp takes ${maxBytes} as ${type}` }
  }
  if (caption !== '' && !hasCaption)
    return { path: 'content', message: `must be empty; WhatsApp has no ${type} captions` }
  if (caption.length <= MAX_CAPTION_LENGTH) return null
  return { path: 'content', message: `has ${caption.length} characters; WhatsApp takes ${MAX_CAPTION_LENGTH}` }
}

const IS_MEDIA = /^(image|audio|video)\//

/** The type by Meta's name, without parameters. */
export function graphType(mimeType: string): string {
  const type = mimeType.replace(/;.*$/s, '').trim().toLowerCase()
  return ALIASES[type] ?? type
}

const ALIASES: Record<string, string> = {
  'image/jpg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/m4a': 'audio/mp4',
  'audio/x-m4a': 'audio/mp4',
}
