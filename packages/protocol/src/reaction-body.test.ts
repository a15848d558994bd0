import { expect, test } from 'vitest'
import { setReactionBody } from './reaction-body'

test.each(['👍', '❤️', '👩🏽‍🚒', '🇧🇷', '1️⃣', '👨‍👩‍👧‍👦', null])('a reaction may be %s', (emoji) => {
  expect(setReactionBody.parse({ emoji })).toEqual({ emoji })
})

test.each(['', 'a', '1', '👍👍', '👍!', ' 👍', '🇧🇷'.repeat(20), 5, undefined])(
  'a reaction may not be "%s"',
  (emoji) => {
    expect(setReactionBody.safeParse({ emoji }).success).toBe(false)
  },
)
