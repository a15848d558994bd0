import type { conversationStatuses } from '@pytake/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ConversationTransition, nextStatus } from './conversation-status'

const transition: fc.Arbitrary<ConversationTransition> = fc.oneof(
  fc.constantFrom<ConversationTransition>(
    { kind: 'inbound' },
    { kind: 'reply' },
    { kind: 'assign' },
    { kind: 'close' },
  ),
  fc.boolean().map((lastMessageByContact) => ({ kind: 'unassign' as const, lastMessageByContact })),
)

test.each([
  ['waiting', false, 'waiting'],
  ['active', false, 'waiting'],
  ['closed', false, 'waiting'],
  ['closed', true, 'assigned'],
  ['assigned', true, 'assigned'],
] as const)('an inbound message on %s (assigned: %s) makes %s', (status, assigned, next) => {
  expect(nextStatus({ status, assigned }, { kind: 'inbound' })).toBe(next)
})

test.each([
  ['waiting', 'active'],
  ['active', 'active'],
  ['assigned', 'assigned'],
  ['closed', 'closed'],
] as const)('a reply on %s makes %s', (status, next) => {
  expect(nextStatus({ status, assigned: status === 'assigned' }, { kind: 'reply' })).toBe(next)
})

test('giving up a conversation makes it wait where the customer spoke last', () => {
  const assigned = { status: 'assigned', assigned: true } as const
  expect(nextStatus(assigned, { kind: 'unassign', lastMessageByContact: true })).toBe('waiting')
  expect(nextStatus(assigned, { kind: 'unassign', lastMessageByContact: false })).toBe('active')
})

test('giving up a closed conversation does not reopen it', () => {
  const closed = { status: 'closed', assigned: true } as const
  expect(nextStatus(closed, { kind: 'unassign', lastMessageByContact: true })).toBe('closed')
})

test('assigned and an owner go together, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(transition, { maxLength: 20 }), (transitions) => {
      let state: { status: (typeof conversationStatuses)[number]; assigned: boolean } = {
        status: 'waiting',
        assigned: false,
      }
      for (const step of transitions) {
        const status = nextStatus(state, step)
        const assigned = step.kind === 'assign' || (state.assigned && step.kind !== 'unassign')
        state = { status, assigned }
        if (status === 'assigned') expect(assigned).toBe(true)
        if (assigned) expect(['assigned', 'closed']).toContain(status)
      }
    }),
  )
})
