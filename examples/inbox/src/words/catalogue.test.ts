import { expect, test } from 'vitest'
import { catalogue, isLocale, locales } from './catalogue'

type Entry = string | ((...values: never[]) => string)

const entries = (locale: (typeof locales)[number]): [string, Entry][] =>
  Object.entries(catalogue[locale]).flatMap(([group, words]) =>
    Object.entries(words).map(([key, value]): [string, Entry] => [`${group}.${key}`, value]),
  )

test('every language says the same things', () => {
  const keys = entries('en').map(([key]) => key)
  for (const locale of locales) expect(entries(locale).map(([key]) => key)).toEqual(keys)
})

test.each(locales)('no sentence of %s is empty', (locale) => {
  for (const [key, entry] of entries(locale)) {
    if (typeof entry === 'string') expect(entry.trim(), key).not.toBe('')
  }
})

test('nothing was left in English by mistake', () => {
  const sameInBoth = new Set(['account.admin', 'panel.status'])
  const english = new Map(entries('en'))
  const left = entries('pt-BR').filter(([key, entry]) => typeof entry === 'string' && english.get(key) === entry)
  expect(left.map(([key]) => key).filter((key) => !sameInBoth.has(key))).toEqual([])
})

test.each(locales)('counts agree in number in %s', (locale) => {
  const { chat, list } = catalogue[locale]
  expect(chat.newMessages(1)).not.toBe(chat.newMessages(3))
  expect(chat.newMessages(3)).toContain('3')
  expect(list.unread(1)).toContain('1')
})

test('only the offered languages are locales', () => {
  expect(isLocale('pt-BR')).toBe(true)
  expect(isLocale('pt')).toBe(false)
  expect(isLocale(undefined)).toBe(false)
})
