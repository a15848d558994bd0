import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readServerFrame, serverFrames } from './server-frames'

const at = '2026-01-15T10:30:00.000Z'
const status = { message_id: 'm1', status: 'read', conversation_id: 'c1', version: 7 }

test('a known frame is read', () => {
  expect(readServerFrame({ type: 'message_status_updated', data: status, cursor: 'e.1.h', at })).toEqual({
    kind: 'frame',
    frame: { type: 'message_status_updated', data: status, cursor: 'e.1.h', at },
  })
})

test('unknown fields and enum values of a known frame are tolerated', () => {
  const data = { ...status, status: 'remembered', colour: 'blue' }
  const reading = readServerFrame({ type: 'message_status_updated', data, cursor: 'e.1.h', at, extra: true })
  expect(reading).toMatchObject({ kind: 'frame', frame: { data: { status: 'remembered' } } })
})

test('an unknown type keeps its cursor and is no error', () => {
  expect(readServerFrame({ type: 'poll_closed', data: {}, cursor: 'e.2.h' })).toEqual({
    kind: 'unknown',
    type: 'poll_closed',
    cursor: 'e.2.h',
  })
})

test('a name inherited from Object.prototype is no frame type', () => {
  expect(readServerFrame({ type: 'constructor' })).toMatchObject({ kind: 'unknown', type: 'constructor' })
})

test('a known type with unreadable content is invalid and names the path', () => {
  expect(readServerFrame({ type: 'message_status_updated', data: { ...status, version: 'x' }, at })).toEqual({
    kind: 'invalid',
    reason: 'message_status_updated: data.version',
    cursor: null,
  })
})

test('reading anything at all never throws', () => {
  const types = fc.oneof(fc.constantFrom(...Object.keys(serverFrames)), fc.string())
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.record({ type: types, data: fc.anything(), cursor: fc.anything() })),
      (value) => {
        expect(['frame', 'unknown', 'invalid']).toContain(readServerFrame(value).kind)
      },
    ),
  )
})
