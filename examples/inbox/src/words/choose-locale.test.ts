import { expect, test } from 'vitest'
import { chooseLocale, regionOf } from './choose-locale'

test("a person's own choice wins over the browser's", () => {
  expect(chooseLocale('en', 'pt-BR')).toBe('en')
})

test('an unknown choice is ignored', () => {
  expect(chooseLocale('xx', 'pt-BR,en;q=0.5')).toBe('pt-BR')
})

test('the highest quality wins, not the first place', () => {
  expect(chooseLocale(undefined, 'en;q=0.4, pt;q=0.8')).toBe('pt-BR')
})

test('a language with quality zero is refused', () => {
  expect(chooseLocale(undefined, 'pt;q=0, en;q=0.1')).toBe('en')
})

test.each([null, '', 'de-DE,fr;q=0.5', ';;,,', '*'])('%j gives English', (header) => {
  expect(chooseLocale(undefined, header)).toBe('en')
})

test('dates follow the region of the chosen language', () => {
  expect(regionOf('en', 'pt-BR, en-GB;q=0.8')).toBe('en-GB')
  expect(regionOf('pt-BR', 'en-GB')).toBe('pt-BR')
  expect(regionOf('en', 'en-!!!')).toBe('en')
})
