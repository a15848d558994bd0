import { expect, test } from 'vitest'
import { PresenceBoard } from './presence'

const gone = { user_id: 'ana', online: false, conversation_id: null }

test('a user is online until the last socket goes', () => {
  const board = new PresenceBoard()
  expect(board.of('ana')).toEqual(gone)
  board.set('ana', 'first', null)
  board.set('ana', 'second', 'c1')
  board.remove('ana', 'first')
  expect(board.of('ana')).toEqual({ user_id: 'ana', online: true, conversation_id: 'c1' })
  board.remove('ana', 'second')
  board.remove('ana', 'second')
  expect(board.of('ana')).toEqual(gone)
})

test('the socket that spoke last tells what is looked at, until it goes', () => {
  const board = new PresenceBoard()
  board.set('ana', 'first', 'c1')
  board.set('ana', 'second', 'c2')
  board.set('ana', 'first', 'c3')
  expect(board.of('ana')).toMatchObject({ conversation_id: 'c3' })
  board.remove('ana', 'first')
  expect(board.of('ana')).toMatchObject({ online: true, conversation_id: 'c2' })
})
