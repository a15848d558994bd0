import { expect, test } from 'vitest'
import { readFrames } from './frames'

const at = '2026-01-15T10:30:00.000Z'

test('an event that cannot be read starts over from its position, since what it changed is unknown', () => {
  const text = JSON.stringify([{ type: 'message_status_updated', data: { message_id: 5 }, cursor: 'e.7.h', at }])
  const { frames, faults } = readFrames(text)
  expect(frames).toEqual([{ type: 'reset', reason: 'event_unreadable', cursor: 'e.7.h' }])
  expect(faults).toEqual([expect.stringContaining('message_status_updated')])
})

test('a type from the future moves the position and nothing else', () => {
  const { frames, faults } = readFrames(JSON.stringify({ type: 'poll_closed', data: {}, cursor: 'e.8.h', at }))
  expect(frames).toEqual([{ type: 'progress', cursor: 'e.8.h' }])
  expect(faults).toEqual([])
})

test('what is not JSON is a fault and no frame', () => {
  expect(readFrames('{')).toEqual({ frames: [], faults: ['not JSON'] })
})
