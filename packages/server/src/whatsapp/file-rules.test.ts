import type { FileMessageType, Media } from '@pytake/protocol'
import { expect, test } from 'vitest'
import { refuseFile } from './file-rules'

const media = (mime_type: string, size = 1000): Media => ({ id: 'f1', mime_type, size, status: 'ready' })
const MB = 1024 * 1024

test.each<[FileMessageType, Media, string]>([
  ['image', media('image/jpeg', 5 * MB), 'x'.repeat(1024)],
  ['image', media('image/jpg'), ''],
  ['audio', media('audio/ogg; codecs=opus', 16 * MB), ''],
  ['audio', media('audio/x-m4a'), ''],
  ['video', media('video/mp4'), 'olha'],
  ['document', media('application/pdf', 100 * MB), 'contrato'],
  ['document', media('text/csv'), ''],
  ['document', media('image/png'), ''],
  ['sticker', media('image/webp', 500 * 1024), ''],
])('a %s that WhatsApp takes is let through', (type, file, caption) => {
  expect(refuseFile(type, file, caption)).toBeNull()
})

test.each<[string, FileMessageType, Media, string, string]>([
  ['a voice note in WebM', 'audio', media('audio/webm;codecs=opus'), '', 'media_id'],
  ['a film in WebM, also as a document', 'document', media('video/webm'), '', 'media_id'],
  ['a picture as a film', 'video', media('image/png'), '', 'media_id'],
  ['a GIF', 'image', media('image/gif'), '', 'media_id'],
  ['a picture over 5 MB', 'image', media('image/jpeg', 5 * MB + 1), '', 'media_id'],
  ['a sticker over 500 KB', 'sticker', media('image/webp', 500 * 1024 + 1), '', 'media_id'],
  ['a caption of 1,025 characters', 'image', media('image/jpeg'), 'x'.repeat(1025), 'content'],
  ['a caption of a voice note', 'audio', media('audio/ogg'), 'ouve', 'content'],
])('%s is refused', (_, type, file, caption, path) => {
  expect(refuseFile(type, file, caption)).toMatchObject({ path, message: expect.stringContaining('WhatsApp') })
})
