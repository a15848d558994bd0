import { expect, test } from 'vitest'
import { PresenceBoard } from './presence'

test('only what changes for colleagues is told', () => {
  const board = new PresenceBoard()
  expect(board.set('ana', 'first', null)).toEqual({ user_id: 'ana', online: true, conversation_id: null })
  expect(board.set('ana', 'second', null)).toBeNull()
  expect(board.set('ana', 'second', 'c1')).toEqual({ user_id: 'ana', online: true, conversation_id: 'c1' })
  expect(board.set('ana', 'second', 'c1')).toBeNull()
  expect(board.remove('ana', 'first')).toBeNull()
  expect(board.remove('ana', 'second')).toEqual({ user_id: 'ana', online: false, conversation_id: null })
  expect(board.remove('ana', 'second')).toBeNull()
})

test('the socket that spoke last tells what is looked at, until it goes', () => {
  const board = new PresenceBoard()
  board.set('ana', 'first', 'c1')
  board.set('ana', 'second', 'c2')
  expect(board.set('ana', 'first', 'c3')).toMatchObject({ conversation_id: 'c3' })
  expect(board.remove('ana', 'first')).toMatchObject({ online: true, conversation_id: 'c2' })
})

test('the list is bounded', () => {
  const board = new PresenceBoard()
  for (const user of ['ana', 'bia', 'eva']) board.set(user, user, null)
  expect(board.list(2)).toHaveLength(2)
})
