/** A piece of a text, and whether a search word matched it. */
export interface TextPiece {
  text: string
  hit: boolean
}

/**
 * Splits a text into what a search matched and what it did not; accents and case are folded as the server folds them.
 *
 * @example
 * findHits('João Silva', 'joao') // [{ text: 'João', hit: true }, { text: ' Silva', hit: false }]
 */
export function findHits(text: string, term: string): TextPiece[] {
  const words = fold(term)
    .split(/\s+/)
    .filter((word) => word !== '')
  const marked = markHits(text, words)
  const pieces: TextPiece[] = []
  let position = 0
  for (const character of text) {
    const hit = marked[position] ?? false
    const last = pieces.at(-1)
    if (last !== undefined && last.hit === hit) last.text += character
    else pieces.push({ text: character, hit })
    position += character.length
  }
  return pieces
}

/** One flag for every UTF-16 unit of the text. Folding may change lengths, so each folded unit remembers its origin. */
function markHits(text: string, words: readonly string[]): boolean[] {
  const origins: { from: number; to: number }[] = []
  let folded = ''
  let position = 0
  for (const character of text) {
    const plain = fold(character)
    for (let unit = 0; unit < plain.length; unit++) origins.push({ from: position, to: position + character.length })
    folded += plain
    position += character.length
  }
  const marked = Array.from({ length: text.length }, () => false)
  for (const word of words) {
    for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + word.length)) {
      for (const origin of origins.slice(at, at + word.length)) marked.fill(true, origin.from, origin.to)
    }
  }
  return marked
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
