import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hueOf, initialsOf, readablePhone } from './contact-face'

test('initials are the first letters of the first and last word', () => {
  expect(initialsOf('João Pedro da Silva')).toBe('JS')
  expect(initialsOf('élodie')).toBe('É')
  expect(initialsOf('(Loja) Nº 5')).toBe('LN')
})

test('a name without letters has a question mark', () => {
  expect(initialsOf('+55 11 99999-0001')).toBe('?')
  expect(initialsOf('')).toBe('?')
})

test('a letter outside the basic plane stays whole', () => {
  expect(initialsOf('𝓐na')).toBe('𝓐')
})

test('the hue depends on the id alone and is a step of thirty degrees', () => {
  fc.assert(
    fc.property(fc.string(), (id) => {
      expect(hueOf(id)).toBe(hueOf(id))
      expect(hueOf(id) % 30).toBe(0)
      expect(hueOf(id)).toBeLessThanOrEqual(360)
    }),
  )
})

test('ids that differ only at the end do not share one hue', () => {
  const hues = new Set(Array.from({ length: 12 }, (_, index) => hueOf(`customer-${index}`)))
  expect(hues.size).toBeGreaterThan(4)
})

test('Brazilian numbers are readable, others stay as they are', () => {
  expect(readablePhone('+5511999990001')).toBe('+55 11 99999-0001')
  expect(readablePhone('+551133330001')).toBe('+55 11 3333-0001')
  expect(readablePhone('+4915112345678')).toBe('+4915112345678')
})
