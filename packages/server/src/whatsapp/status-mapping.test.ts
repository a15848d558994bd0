import { expect, test } from 'vitest'
import { mapStatus } from './status-mapping'
import { status } from './testing/deliveries'

test.each([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'read'],
])('%s is %s', (theirs, ours) => {
  expect(mapStatus(status(theirs)).items).toEqual([
    {
      kind: 'status',
      external_id: 'wamid.out',
      attempt_ref: null,
      status: ours,
      provider_time: 1_800_000_001_000,
      error: null,
    },
  ])
})

test('the id that we gave along comes back', () => {
  expect(mapStatus(status('sent', { biz_opaque_callback_data: 'attempt-1' })).items).toMatchObject([
    { attempt_ref: 'attempt-1' },
  ])
})

test('a failure says why in words for an agent', () => {
  const errors = [{ code: 131047, title: 'Re-engagement message', error_data: { details: 'more than 24 hours' } }]
  expect(mapStatus(status('failed', { errors })).items).toMatchObject([
    {
      status: 'failed',
      error: {
        code: 'reply_window_closed',
        provider_code: '131047',
        title: 'More than 24 hours since the customer wrote; only a template can be sent',
        detail: 'more than 24 hours',
        retryable: false,
      },
    },
  ])
})

test.each([[undefined], [[]], [['nonsense']], ['nonsense']])(
  'a failure with the errors %j is still a failure',
  (errors) => {
    expect(mapStatus(status('failed', errors === undefined ? {} : { errors })).items).toMatchObject([
      { status: 'failed', error: { code: 'provider_error' } },
    ])
  },
)

test.each(['deleted', 'warning', 'toString', ''])('the status %j says nothing and is set aside', (name) => {
  expect(mapStatus(status(name))).toEqual({
    items: [],
    set_aside: [{ reason: `status:${name}`, raw: status(name) }],
  })
})

test('one participant of a group does not read for all', () => {
  expect(mapStatus(status('read', { recipient_type: 'group' }))).toMatchObject({
    items: [],
    set_aside: [{ reason: 'group_status' }],
  })
})

test.each([null, 'sent', {}, { id: 'wamid.out' }, { status: 'sent' }])('%j is no status and is set aside', (raw) => {
  expect(mapStatus(raw)).toEqual({ items: [], set_aside: [{ reason: 'unreadable_status', raw }] })
})
