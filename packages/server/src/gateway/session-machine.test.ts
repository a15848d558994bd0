import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ServerError } from '../domain/errors'
import { decideFrame, refuseError, warningTime } from './session-machine'

const states = ['awaiting_auth', 'authenticating', 'catching_up', 'live', 'closed'] as const

test('no text of a client breaks the decision, in whatever state', () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({ type: fc.string() }).map((value) => JSON.stringify(value)),
  )
  fc.assert(
    fc.property(fc.constantFrom(...states), text, (state, sent) => {
      expect(decideFrame(state, sent).kind).toBe(state === 'closed' ? 'ignore' : 'wrong')
    }),
  )
})

test.each([
  ['awaiting_auth', 'authenticate', 'wrong'],
  ['authenticating', 'authenticate', 'wrong'],
  ['catching_up', 'refresh', 'command'],
  ['live', 'refresh', 'command'],
  ['closed', 'ignore', 'ignore'],
] as const)('in %s, auth means %s and ping means %s', (state, auth, ping) => {
  expect(decideFrame(state, '{"type":"auth","token":"t"}').kind).toBe(auth)
  expect(decideFrame(state, '{"type":"ping","id":"1"}').kind).toBe(ping)
})

test('fields from the future are left alone', () => {
  expect(decideFrame('live', '{"type":"ping","id":"1","later":true}')).toEqual({
    kind: 'command',
    frame: { type: 'ping', id: '1' },
  })
})

test('the name of a wrong frame is told back, but not at any length', () => {
  const decision = decideFrame('live', JSON.stringify({ type: 'x'.repeat(10_000) }))
  expect(decision.kind === 'wrong' && decision.ref).toHaveLength(64)
})

test('only errors that are meant for callers are told to them', () => {
  expect(refuseError(new ServerError('unauthorized', 'unable to authenticate; revoked')).message).toContain('revoked')
  expect(refuseError(new ServerError('forbidden', 'unable to authenticate; blocked')).closeCode).toBe(4403)
  expect(refuseError(new Error('secret'))).toMatchObject({ code: 'internal_error', closeCode: 1011 })
  expect(refuseError(new Error('secret')).message).not.toContain('secret')
})

test('the warning lies between now and the end of the token', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 1_000_000 }), (nowMs, lifeMs) => {
      const at = warningTime(nowMs + lifeMs, nowMs, 60_000)
      expect(at).toBeGreaterThanOrEqual(nowMs)
      expect(nowMs + lifeMs - at).toBe(Math.min(60_000, lifeMs / 2))
    }),
  )
})
