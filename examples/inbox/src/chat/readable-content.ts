/**
 * Every message carries a readable `content`, also where nobody wrote a word: then it is a sign, alone or before a name
 * ("🎤", "📍 Praça Sete"). Beside an icon of ours the sign would say the same thing twice.
 */
const signs: Readonly<Record<string, readonly string[]>> = {
  image: ['📷'],
  video: ['🎥'],
  audio: ['🎤', '🎵'],
  sticker: ['💟'],
  document: ['📄'],
  location: ['📍'],
  contacts: ['👤'],
}

/**
 * What a message says in words, without its kind's sign; empty where it says nothing beyond its kind.
 *
 * @example
 * wordsOf('location', '📍 Praça Sete') // 'Praça Sete'
 * wordsOf('audio', '🎤') // ''
 */
export function wordsOf(messageType: string, content: string): string {
  const text = content.trim()
  const sign = signs[messageType]?.find((candidate) => text === candidate || text.startsWith(`${candidate} `))
  return sign === undefined ? text : text.slice(sign.length).trim()
}

/**
 * The words a person put under a file; null where there are none, or where they only repeat its name.
 *
 * @example
 * captionOf('document', '📄 contract.pdf', 'contract.pdf') // null
 */
export function captionOf(messageType: string, content: string, filename: string | undefined): string | null {
  const words = wordsOf(messageType, content)
  return words === '' || (messageType === 'document' && words === filename) ? null : words
}
