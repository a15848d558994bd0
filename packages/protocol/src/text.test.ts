import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sendMessageBody } from './message-body'
import { displayName, MAX_TEXT_LENGTH, normalizeText, phone } from './text'

test('a lone surrogate becomes the replacement character and U+0000 goes', () => {
  expect(normalizeText('a\uD83Db\u0000c')).toBe('a\uFFFDbc')
  expect(normalizeText('😀 olá')).toBe('😀 olá')
})

test('normalised text is well formed, free of U+0000, and stays as it is when normalised again', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
      (raw) => {
        const once = normalizeText(raw)
        expect(new TextDecoder().decode(new TextEncoder().encode(once))).toBe(once)
        expect(once).not.toContain('\u0000')
        expect(normalizeText(once)).toBe(once)
      },
    ),
  )
})

test('a message takes 1 to 4,096 characters that are not all blank', () => {
  const takes = (content: unknown, more = {}) => sendMessageBody.safeParse({ content, ...more }).success
  expect(takes('x'.repeat(MAX_TEXT_LENGTH))).toBe(true)
  for (const bad of ['', '   ', '\n\t', '\u0000', 'x'.repeat(MAX_TEXT_LENGTH + 1), 5, null]) {
    expect(takes(bad), JSON.stringify(bad)).toBe(false)
  }
  expect(takes('', { message_type: 'image', media_id: 'f1' })).toBe(true)
})

test('a phone is read with or without separators and kept as E.164', () => {
  expect(phone.parse('+55 (11) 99999-0001')).toBe('+5511999990001')
  for (const bad of ['5511999990001', '+0511999990001', '+55', 'abc', '+55119999900011234']) {
    expect(phone.safeParse(bad).success).toBe(false)
  }
})

test('a name is not blank', () => {
  expect(displayName.safeParse(' ').success).toBe(false)
  expect(displayName.parse('João Silva')).toBe('João Silva')
})
