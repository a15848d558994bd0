import { expect, test } from 'vitest'
import { replyWindow } from './reply-window'

const endsAt = '2026-03-15T12:00:00.000Z'
const end = Date.parse(endsAt)

test('more than two hours before its end the window is open', () => {
  expect(replyWindow('whatsapp', endsAt, end - 3 * 3_600_000).state).toBe('open')
})

test('in its last two hours it is closing', () => {
  expect(replyWindow('whatsapp', endsAt, end - 2 * 3_600_000)).toEqual({ state: 'closing', closesAt: endsAt })
})

test('at its end it is closed', () => {
  expect(replyWindow('whatsapp', endsAt, end - 1).state).toBe('closing')
  expect(replyWindow('whatsapp', endsAt, end).state).toBe('closed')
})

test('a customer of WhatsApp who never wrote has a closed window, other channels have none', () => {
  expect(replyWindow('whatsapp', null, end).state).toBe('closed')
  expect(replyWindow('webchat', null, end).state).toBe('unlimited')
})
