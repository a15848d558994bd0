import { expect, test } from 'vitest'
import { catalogue } from '../words/catalogue'
import { clockTime, dayKey, deadline, dayLabel, duration, relativeTime, type TimeStyle } from './relative-time'

const saoPaulo: TimeStyle = { locale: 'pt-BR', words: catalogue['pt-BR'].time, timeZone: 'America/Sao_Paulo' }
const english: TimeStyle = { locale: 'en-GB', words: catalogue.en.time, timeZone: 'America/Sao_Paulo' }
const now = Date.parse('2026-03-15T15:00:00.000Z') // noon in São Paulo

test('the last minute is now, also a little ahead of our clock', () => {
  expect(relativeTime('2026-03-15T14:59:30.000Z', now, saoPaulo)).toBe('agora')
  expect(relativeTime('2026-03-15T15:00:20.000Z', now, saoPaulo)).toBe('agora')
})

test('today shows the time of day', () => {
  expect(relativeTime('2026-03-15T12:32:00.000Z', now, saoPaulo)).toBe('09:32')
})

test('one minute before local midnight is yesterday, whatever UTC says', () => {
  expect(relativeTime('2026-03-15T02:59:00.000Z', now, saoPaulo)).toBe('ontem')
  expect(relativeTime('2026-03-15T03:01:00.000Z', now, saoPaulo)).toBe('00:01')
})

test('older days show the date, other years their year', () => {
  expect(relativeTime('2026-03-12T12:00:00.000Z', now, saoPaulo)).toBe('12/03')
  expect(relativeTime('2025-12-31T12:00:00.000Z', now, saoPaulo)).toBe('31/12/25')
})

test('days of a chat are named', () => {
  expect(dayLabel('2026-03-15T12:00:00.000Z', now, saoPaulo)).toBe('Hoje')
  expect(dayLabel('2026-03-14T12:00:00.000Z', now, english)).toBe('Yesterday')
  expect(dayLabel('2026-03-12T12:00:00.000Z', now, english)).toContain('12 March')
  expect(dayLabel('2025-12-31T12:00:00.000Z', now, saoPaulo)).toContain('2025')
})

test('a day key follows the local calendar', () => {
  expect(dayKey('2026-03-15T02:59:00.000Z', 'America/Sao_Paulo')).toBe('2026-03-14')
  expect(dayKey('2026-03-15T02:59:00.000Z', 'UTC')).toBe('2026-03-15')
})

test('a clock time has two-digit minutes', () => {
  expect(clockTime('2026-03-15T12:05:00.000Z', english)).toBe('09:05')
})

test('a twelve-hour clock has no leading zero', () => {
  expect(clockTime('2026-03-15T12:05:00.000Z', { ...english, locale: 'en-US' })).toMatch(/^9:05\sAM$/)
})

test('an end on another day names the day', () => {
  expect(deadline('2026-03-15T20:30:00.000Z', now, saoPaulo)).toBe('17:30')
  expect(deadline('2026-03-16T12:00:00.000Z', now, english)).toMatch(/^Mon,? 09:00$/)
})

test('a duration is minutes and seconds', () => {
  expect([0, 7_400, 61_000, 750_000].map(duration)).toEqual(['0:00', '0:07', '1:01', '12:30'])
})
