import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findHighlights } from './highlights'
import { foldText, readSearch } from './search-words'

const marked = (text: string, search: string) => {
  const request = readSearch(search)
  const words = request.kind === 'words' ? request.words : []
  return findHighlights(text, words).map(({ start, end }) => text.slice(start, end))
}

test.each([
  ['Olá João', 'joao', ['João']],
  ['AÇAÍ e açaí', 'acai', ['AÇAÍ', 'açaí']],
  ['Joa\u0303o', 'joão', ['Joa\u0303o']],
  ['👍🏽 tudo certo 👍🏽', 'certo', ['certo']],
  ['banana', 'ana', ['ana']],
  ['banana', 'ban nan', ['banan']],
  ['İstanbul', 'stanbul', ['stanbul']],
  ['nothing here', 'xyzzy', []],
])('in "%s", "%s" marks %j', (text, search, expected) => {
  expect(marked(text, search)).toEqual(expected)
})

test('every part lies inside the text, in order, and holds one of the words', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 60 })
  fc.assert(
    fc.property(text, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }), (before, word) => {
      const whole = `${before} ${word} ${before}`
      const folded = foldText(word)
      let last = 0
      for (const { start, end } of findHighlights(
        whole,
        [{ folded, digits: null }].filter(() => folded !== ''),
      )) {
        expect(start).toBeGreaterThanOrEqual(last)
        expect(end).toBeGreaterThan(start)
        expect(foldText(whole.slice(start, end))).toContain(folded)
        last = end
      }
      expect(last).toBeLessThanOrEqual(whole.length)
    }),
  )
})
