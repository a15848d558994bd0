import { expect, test } from 'vitest'
import { foldText, MAX_SEARCH_WORDS, readSearch } from './search-words'

test('case and accents are folded', () => {
  expect(foldText('JOÃO Ação ﬁ')).toBe('joao acao ﬁ')
})

test('no search and blanks ask for everything', () => {
  expect(readSearch(undefined)).toEqual({ kind: 'everything' })
  expect(readSearch('  \t')).toEqual({ kind: 'everything' })
})

test('only punctuation asks for what nothing contains', () => {
  expect(readSearch('?!')).toEqual({ kind: 'nothing' })
  expect(readSearch('% _')).toEqual({ kind: 'nothing' })
})

test('words are folded, and those that look like a part of a phone have digits', () => {
  expect(readSearch('João (11) 99999-0001')).toEqual({
    kind: 'words',
    words: [
      { folded: 'joao', digits: null },
      { folded: '(11)', digits: '11' },
      { folded: '99999-0001', digits: '999990001' },
    ],
  })
})

test('punctuation between words is left out, an emoji is not', () => {
  expect(readSearch('a - 📍')).toEqual({
    kind: 'words',
    words: [
      { folded: 'a', digits: null },
      { folded: '📍', digits: null },
    ],
  })
})

test('the number of words is bounded', () => {
  const search = readSearch(Array.from({ length: 50 }, (_, index) => `w${index}`).join(' '))
  expect(search.kind === 'words' && search.words).toHaveLength(MAX_SEARCH_WORDS)
})
