/** What a file may be when the bytes cannot tell. */
const UNKNOWN_TYPE = 'application/octet-stream'

/**
 * The type under which a received file is kept. The sender's word stands where the bytes do not contradict it, since
 * it knows more (a codec, "audio only"); otherwise the bytes win, for a picture must not turn out to be a page.
 *
 * Own table instead of a library: the channels allow a dozen formats, and those that detect hundreds are larger than
 * this whole package.
 *
 * @example
 * mediaType('image/jpeg', pngBytes) // 'image/jpeg'; both are pictures
 * mediaType('image/jpeg', pdfBytes) // 'application/pdf'
 */
export function mediaType(declared: string, body: Uint8Array): string {
  const claimed = declared.trim().toLowerCase()
  const usable = TYPE.test(claimed) ? claimed : UNKNOWN_TYPE
  const seen = SIGNATURES.find(({ matches }) => matches(body))
  if (seen !== undefined) return seen.families.includes(familyOf(usable)) ? usable : seen.type
  // Text and documents have no reliable mark; pictures and sound always do.
  return ['image', 'audio', 'video'].includes(familyOf(usable)) ? UNKNOWN_TYPE : usable
}

const TYPE = /^[a-z0-9][a-z0-9.+-]{0,60}\/[a-z0-9][a-z0-9.+-]{0,100}(; ?[a-z]+=[a-z0-9."_-]{1,60})?$/

const familyOf = (type: string): string => type.split('/', 1)[0] ?? ''

interface Signature {
  type: string
  /** Families in which the declared type stays. */
  families: readonly string[]
  matches(body: Uint8Array): boolean
}

const ascii = (body: Uint8Array, start: number, text: string): boolean =>
  [...text].every((letter, index) => body[start + index] === letter.charCodeAt(0))

const bytes = (body: Uint8Array, ...expected: number[]): boolean =>
  expected.every((byte, index) => body[index] === byte)

const isAudioFrame = ([first = 0, second = 0]: Uint8Array): boolean =>
  first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0x06

const isIsoMedia = (body: Uint8Array): boolean => ascii(body, 4, 'ftyp')

const SIGNATURES: readonly Signature[] = [
  { type: 'image/jpeg', families: ['image'], matches: (body) => bytes(body, 0xff, 0xd8, 0xff) },
  { type: 'image/png', families: ['image'], matches: (body) => bytes(body, 0x89, 0x50, 0x4e, 0x47) },
  { type: 'image/gif', families: ['image'], matches: (body) => ascii(body, 0, 'GIF8') },
  {
    type: 'image/webp',
    families: ['image'],
    matches: (body) => ascii(body, 0, 'RIFF') && ascii(body, 8, 'WEBP'),
  },
  {
    type: 'audio/wav',
    families: ['audio'],
    matches: (body) => ascii(body, 0, 'RIFF') && ascii(body, 8, 'WAVE'),
  },
  {
    type: 'image/heic',
    families: ['image'],
    matches: (body) => isIsoMedia(body) && ['heic', 'heix', 'mif1'].some((brand) => ascii(body, 8, brand)),
  },
  { type: 'audio/mp4', families: ['audio', 'video'], matches: (body) => isIsoMedia(body) && ascii(body, 8, 'M4A') },
  { type: 'video/mp4', families: ['audio', 'video'], matches: isIsoMedia },
  { type: 'audio/ogg', families: ['audio', 'video'], matches: (body) => ascii(body, 0, 'OggS') },
  { type: 'video/webm', families: ['audio', 'video'], matches: (body) => bytes(body, 0x1a, 0x45, 0xdf, 0xa3) },
  { type: 'audio/amr', families: ['audio'], matches: (body) => ascii(body, 0, '#!AMR') },
  {
    // A frame of MPEG audio or AAC: eleven set bits, and never layer I, which would also fit the mark of UTF-16 text.
    type: 'audio/mpeg',
    families: ['audio'],
    matches: (body) => ascii(body, 0, 'ID3') || isAudioFrame(body),
  },
  { type: 'application/pdf', families: ['application'], matches: (body) => ascii(body, 0, '%PDF-') },
  // Office files are zip archives too, so the declared type says more.
  { type: 'application/zip', families: ['application'], matches: (body) => bytes(body, 0x50, 0x4b, 0x03, 0x04) },
]
