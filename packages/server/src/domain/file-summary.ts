import type { FileMessageType } from '@pytake/protocol'

/**
 * What stands for a file that has no caption: emoji and names, never words, since the reader's language is not known.
 *
 * @example
 * fileSummary('document', { filename: 'contrato.pdf' }) // '📄 contrato.pdf'
 */
export function fileSummary(
  type: FileMessageType,
  file: { filename?: string | undefined; voice?: boolean | undefined },
): string {
  if (type === 'audio' && file.voice === true) return '🎤'
  const hasName = type === 'document' && file.filename !== undefined && file.filename.trim() !== ''
  return hasName ? `${EMOJI[type]} ${file.filename}` : EMOJI[type]
}

const EMOJI: Record<FileMessageType, string> = {
  image: '📷',
  video: '🎥',
  audio: '🎵',
  document: '📄',
  sticker: '💟',
}

/** Ogg is what voice notes are made of, and what nobody sends as music. */
export const isVoice = (mimeType: string): boolean => mimeType.startsWith('audio/ogg')
