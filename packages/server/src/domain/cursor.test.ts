import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCursor, parseCursor, principalHash, readCursor, type CursorBounds } from './cursor'

const ana = { tenant_id: 't1', user_id: 'ana', role: 'agent' } as const
const bounds: CursorBounds = {
  epoch: 'e1',
  principalHash: principalHash(ana),
  head: 100,
  oldest: 10,
  accessChangedAt: 0,
}
const cursorAt = (position: number, change: { epoch?: string; principalHash?: string } = {}) =>
  formatCursor({ epoch: 'e1', position, principalHash: principalHash(ana), ...change })

test('every position survives writing and reading', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.stringMatching(/^[\w-]{1,64}$/), (position, epoch) => {
      const cursor = { epoch, position, principalHash: principalHash(ana) }
      expect(parseCursor(formatCursor(cursor))).toEqual(cursor)
    }),
  )
})

test('any text is either read or refused, never an exception', () => {
  fc.assert(fc.property(fc.string(), (text) => parseCursor(text) === null || text.split('.').length === 3))
})

test('tenant, user and role each change the hash, and their border cannot be shifted', () => {
  const hashes = [
    ana,
    { ...ana, role: 'admin' as const },
    { ...ana, user_id: 'bia' },
    { ...ana, tenant_id: 't2' },
    { ...ana, tenant_id: 't', user_id: '1ana' },
  ].map(principalHash)
  expect(new Set(hashes).size).toBe(5)
})

test('a cursor of the same principal between oldest and head goes on from its position', () => {
  expect(readCursor(cursorAt(10), bounds)).toEqual({ kind: 'position', position: 10 })
  expect(readCursor(cursorAt(100), bounds)).toEqual({ kind: 'position', position: 100 })
})

test.each([
  ['cursor_unreadable', 'nonsense', {}],
  ['cursor_unreadable', `e1.${'z'.repeat(11)}.${principalHash(ana)}`, {}],
  ['epoch_changed', cursorAt(50, { epoch: 'e0' }), {}],
  ['principal_changed', cursorAt(50, { principalHash: principalHash({ ...ana, role: 'admin' }) }), {}],
  ['cursor_ahead', cursorAt(101), {}],
  ['cursor_too_old', cursorAt(9), {}],
  ['access_changed', cursorAt(50), { accessChangedAt: 51 }],
] as const)('%s is told for what it is', (reason, text, change) => {
  expect(readCursor(text, { ...bounds, ...change })).toEqual({ kind: 'reset', reason })
})
