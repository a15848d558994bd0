import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findHits } from './find-hits'

const hits = (text: string, term: string) =>
  findHits(text, term)
    .filter(({ hit }) => hit)
    .map(({ text: piece }) => piece)

test('accents and case do not hide a hit', () => {
  expect(hits('João Gonçalves', 'joao GONC')).toEqual(['João', 'Gonç'])
})

test('a decomposed accent stays with its letter', () => {
  expect(
    findHits('Joa\u0303o', 'joa')
      .map(({ text }) => text)
      .join(''),
  ).toBe('Joa\u0303o')
  expect(hits('Joa\u0303o!', 'joão').join('')).toContain('Joa')
})

test('every occurrence counts', () => {
  expect(hits('ana banana', 'an')).toEqual(['an', 'anan'])
})

test('a blank search marks nothing', () => {
  expect(hits('anything', '   ')).toEqual([])
})

test('the pieces are always the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, term) => {
      expect(
        findHits(text, term)
          .map(({ text: piece }) => piece)
          .join(''),
      ).toBe(text)
    }),
  )
})
