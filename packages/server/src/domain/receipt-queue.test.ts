import { expect, test } from 'vitest'
import { agent, openTestInbox, type TestInbox } from '../testing/test-inbox'
import { MAX_RECEIPT_TRIES } from './queue-context'

const LEASE_MS = 30_000

async function openWithReceipt() {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  await core.inbox.conversations.markRead(agent, id, {})
  return { ...core, id }
}

async function claimOne({ queues }: TestInbox) {
  const [claim] = await queues.claimReceipts(10, LEASE_MS)
  if (claim === undefined) throw new Error('nothing to tell')
  return claim
}

test('a receipt that was told is gone', async () => {
  const core = await openWithReceipt()
  await core.queues.settleReceipt(await claimOne(core), { kind: 'done' })
  expect(await core.queues.nextDueAt()).toBeNull()
})

test('a newer receipt takes the place of the one on its way', async () => {
  const core = await openWithReceipt()
  const older = await claimOne(core)
  await core.customerWrites('wamid.2')
  await core.inbox.conversations.markRead(agent, core.id, {})
  await core.queues.settleReceipt(older, { kind: 'done' })
  expect(await claimOne(core)).toMatchObject({ external_id: 'wamid.2' })
})

test('a receipt that cannot be told is tried again, and given up in the end', async () => {
  const core = await openWithReceipt()
  for (let tries = 1; tries <= MAX_RECEIPT_TRIES; tries += 1) {
    await core.queues.settleReceipt(await claimOne(core), { kind: 'retry' })
    expect(await core.queues.claimReceipts(10, LEASE_MS)).toEqual([])
    core.env.jump(60_000)
  }
  expect(await core.queues.nextDueAt()).toBeNull()
})

test('a receipt whose lease ended is due again', async () => {
  const core = await openWithReceipt()
  const first = await claimOne(core)
  core.env.jump(LEASE_MS)
  const second = await claimOne(core)
  expect(second.fence).toBeGreaterThan(first.fence)
  await core.queues.settleReceipt(first, { kind: 'done' })
  expect(await core.queues.nextDueAt()).toBe(core.env.now() + LEASE_MS)
})
