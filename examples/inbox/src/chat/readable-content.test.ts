import { expect, test } from 'vitest'
import { captionOf, wordsOf } from './readable-content'

test('a sign alone says nothing beyond the kind', () => {
  expect(wordsOf('audio', '🎤')).toBe('')
  expect(wordsOf('image', '📷')).toBe('')
})

test('what follows a sign is kept', () => {
  expect(wordsOf('location', '📍 Praça Sete')).toBe('Praça Sete')
})

test('a sign that a person typed stays', () => {
  expect(wordsOf('text', '📷')).toBe('📷')
  expect(wordsOf('image', '📷📷 look')).toBe('📷📷 look')
})

test('a caption is what was written, not the name of the file', () => {
  expect(captionOf('document', '📄 contract.pdf', 'contract.pdf')).toBeNull()
  expect(captionOf('document', 'please sign', 'contract.pdf')).toBe('please sign')
  expect(captionOf('image', '📷', undefined)).toBeNull()
})
