import type { MessageContent } from './content'
import { SimulatorError } from './errors'
import type { Media, MediaFile } from './media'
import { sampleImage, sampleVoice } from './samples'

/** A file of the customer's: bytes, or the sample that comes with the simulator. */
export type CustomerFile = 'sample' | { bytes: Uint8Array; mimeType?: string }

/**
 * What a customer can send.
 *
 * @example
 * await phone.sends('Hello')
 * await phone.sends({ image: 'sample', caption: 'Like this one' })
 * await phone.sends({ location: { latitude: -23.561, longitude: -46.656, name: 'MASP' } })
 */
export type CustomerContent =
  | string
  | { text: string }
  | { image: CustomerFile; caption?: string }
  | { video: Exclude<CustomerFile, 'sample'>; caption?: string }
  | { audio: CustomerFile }
  | { voice: CustomerFile }
  | { sticker: Exclude<CustomerFile, 'sample'> }
  | { document: Exclude<CustomerFile, 'sample'>; filename: string; caption?: string }
  | { location: { latitude: number; longitude: number; name?: string; address?: string } }

const MAX_TEXT_CHARACTERS = 65_536

/** Stores the file, if there is one, and returns the content that refers to it. */
export async function prepareContent(media: Media, content: CustomerContent): Promise<MessageContent> {
  if (typeof content === 'string') return textContent(content)
  if ('text' in content) return textContent(content.text)
  if ('location' in content) return { type: 'location', ...content.location }
  if ('voice' in content)
    return { type: 'audio', voice: true, ...(await store(media, content.voice, sampleVoice, 'audio/ogg; codecs=opus')) }
  if ('audio' in content)
    return {
      type: 'audio',
      voice: false,
      ...(await store(media, content.audio, sampleVoice, 'audio/ogg; codecs=opus')),
    }
  if ('sticker' in content)
    return { type: 'sticker', ...(await store(media, content.sticker, sampleImage, 'image/webp')) }
  const caption = content.caption === undefined ? {} : { caption: content.caption }
  if ('image' in content)
    return { type: 'image', ...(await store(media, content.image, sampleImage, 'image/jpeg')), ...caption }
  if ('video' in content)
    return { type: 'video', ...(await store(media, content.video, sampleImage, 'video/mp4')), ...caption }
  const { filename } = content
  return {
    type: 'document',
    filename,
    ...(await store(media, content.document, sampleImage, 'application/pdf')),
    ...caption,
  }
}

function textContent(body: string): MessageContent {
  if (body.length === 0 || body.length > MAX_TEXT_CHARACTERS) {
    throw new SimulatorError(
      'invalid_content',
      `unable to send message; text takes 1 to ${MAX_TEXT_CHARACTERS} characters`,
    )
  }
  return { type: 'text', body }
}

async function store(
  media: Media,
  file: CustomerFile,
  sample: () => MediaFile,
  usualMimeType: string,
): Promise<{ mediaId: string; mimeType: string }> {
  const { bytes, mimeType = usualMimeType } = file === 'sample' ? sample() : file
  const stored = await media.add({ bytes, mimeType })
  return { mediaId: stored.id, mimeType }
}
