import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeLinks } from './safe-links'

const links = (text: string) => safeLinks(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []))

test('web and mail addresses become links', () => {
  expect(links('veja https://example.com/a?b=1. ou ana@example.com')).toEqual([
    'https://example.com/a?b=1',
    'mailto:ana@example.com',
  ])
})

test('an address without a scheme is opened encrypted', () => {
  expect(links('example.com')).toEqual(['https://example.com'])
})

test.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'java\nscript:alert(1)'])(
  '%j stays text',
  (text) => {
    expect(links(text)).toEqual([])
  },
)

test('nothing of a text is lost and every link has a safe scheme', () => {
  const pieces = fc.constantFrom('https://a.com', 'javascript:', '//', 'x@y.z', ' ', '\n', '<b>', 'www.', 'é', '😀')
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
      const text = parts.join('')
      expect(
        safeLinks(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text)
      for (const href of links(text)) expect(href).toMatch(/^(https?|mailto):/)
    }),
  )
})
