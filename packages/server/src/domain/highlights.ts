import type { Highlight } from '@pytake/protocol'
import { foldText, type SearchWord } from './search-words'

/**
 * Where the words stand in a text, as offsets into the text as it is written: folding changes lengths, so each grapheme
 * is folded alone and remembers where it began. Overlapping parts are joined.
 *
 * @example
 * findHighlights('Olá João', [{ folded: 'joao', digits: null }]) // [{ start: 4, end: 8 }]
 */
export function findHighlights(text: string, words: readonly SearchWord[]): Highlight[] {
  const { folded, starts, ends } = foldWithOffsets(text)
  const found: Highlight[] = []
  for (const { folded: word } of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      found.push({ start: starts[at] ?? 0, end: ends[at + word.length - 1] ?? text.length })
    }
  }
  return joined(found.sort((a, b) => a.start - b.start))
}

/** For each unit of the folded text, where its grapheme begins and ends in the text. */
function foldWithOffsets(text: string) {
  const starts: number[] = []
  const ends: number[] = []
  let folded = ''
  for (const { segment, index } of graphemes.segment(text)) {
    const part = foldText(segment)
    folded += part
    for (let unit = 0; unit < part.length; unit += 1) {
      starts.push(index)
      ends.push(index + segment.length)
    }
  }
  return { folded, starts, ends }
}

const graphemes = new Intl.Segmenter()

function joined(sorted: readonly Highlight[]): Highlight[] {
  const parts: Highlight[] = []
  for (const { start, end } of sorted) {
    const last = parts.at(-1)
    if (last === undefined || start > last.end) parts.push({ start, end })
    else last.end = Math.max(last.end, end)
  }
  return parts
}
