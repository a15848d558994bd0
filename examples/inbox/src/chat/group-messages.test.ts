import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groupMessages, type Groupable } from './group-messages'

const said = (time: string, sender_id: string | null = null, message_type = 'text'): Groupable => ({
  sender_type: sender_id === null ? 'contact' : 'agent',
  sender_id,
  message_type,
  created_at: `2026-03-15T${time}.000Z`,
})

const starts = (messages: Groupable[]) => groupMessages(messages, false, 'UTC').map(({ startsGroup }) => startsGroup)

test('one sender within five minutes is one group', () => {
  expect(starts([said('10:00:00'), said('10:04:59'), said('10:09:00')])).toEqual([true, false, false])
})

test('a pause of five minutes starts a new group', () => {
  expect(starts([said('10:00:00'), said('10:05:00')])).toEqual([true, true])
})

test('two agents are two groups', () => {
  expect(starts([said('10:00:00', 'ana'), said('10:00:10', 'bia')])).toEqual([true, true])
})

test('a note never joins a group of messages', () => {
  expect(starts([said('10:00:00', 'ana'), said('10:00:10', 'ana', 'note')])).toEqual([true, true])
})

test('midnight starts a day and a group', () => {
  const [, second] = groupMessages(
    [
      { ...said('00:00:00'), created_at: '2026-03-14T23:59:00.000Z' },
      { ...said('00:00:00'), created_at: '2026-03-15T00:00:00.000Z' },
    ],
    false,
    'UTC',
  )
  expect(second).toMatchObject({ startsDay: true, startsGroup: true })
})

test('every group has exactly one start and one end', () => {
  const anyMessage = fc.record({
    sender_type: fc.constantFrom('contact', 'agent', 'bot'),
    sender_id: fc.constantFrom(null, 'ana', 'bia'),
    message_type: fc.constantFrom('text', 'note', 'image'),
    created_at: fc.integer({ min: 0, max: 100_000_000 }).map((ms) => new Date(ms).toISOString()),
  })
  fc.assert(
    fc.property(fc.array(anyMessage, { maxLength: 50 }), (unsorted) => {
      const placed = groupMessages(
        unsorted.toSorted((one, other) => one.created_at.localeCompare(other.created_at)),
        false,
        'UTC',
      )
      placed.forEach(({ endsGroup }, index) => {
        expect(endsGroup).toBe(placed[index + 1]?.startsGroup ?? true)
      })
      for (const { startsDay, startsGroup } of placed) if (startsDay) expect(startsGroup).toBe(true)
    }),
  )
})

test('the first loaded message is marked only where nothing is above it', () => {
  const first = (hasOlder: boolean) => groupMessages([said('10:00:00')], hasOlder, 'UTC')[0]
  expect(first(true)).toMatchObject({ startsDay: false, startsGroup: false })
  expect(first(false)).toMatchObject({ startsDay: true, startsGroup: true })
})
