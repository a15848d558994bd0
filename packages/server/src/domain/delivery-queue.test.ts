import type { MessageError } from '@pytake/protocol'
import { expect, test } from 'vitest'
import { agent, listQuery, openTestInbox, sendBody, statusItem, type TestInbox } from '../testing/test-inbox'
import type { SendOutcome } from './ports'
import type { ClaimedDelivery } from './queues'
import { MAX_DELIVERY_TRIES, retryDelayMs } from './retry-delay'

const LEASE_MS = 30_000
const busy: MessageError = { code: 'channel_busy', title: 'Busy', retryable: true }
const refused: MessageError = { code: 'channel_refused', title: 'Refused', retryable: false }
const accepted = (external_id: string, held = false): SendOutcome => ({ kind: 'accepted', external_id, held })
const rejected = (error: MessageError, retryAfterMs: number | null = null): SendOutcome => ({
  kind: 'rejected',
  error,
  retryAfterMs,
})

async function openWithMessages(...contents: string[]) {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  for (const content of contents) await core.inbox.messages.send(agent, id, sendBody({ content }))
  return { ...core, id }
}

async function claimOne({ queues }: TestInbox): Promise<ClaimedDelivery> {
  const [claim, second] = await queues.claimDeliveries(10, LEASE_MS)
  if (claim === undefined || second !== undefined) throw new Error('expected exactly one claim')
  return claim
}

const statuses = async ({ inbox }: TestInbox, id: string) =>
  (await inbox.messages.list(agent, id, listQuery())).items.slice(1).map((message) => message.status)

test('a conversation sends in order, each after the answer to the one before', async () => {
  const core = await openWithMessages('one', 'two', 'three')
  for (const content of ['one', 'two', 'three']) {
    const claim = await claimOne(core)
    expect(claim.outbound.message.content).toBe(content)
    expect(await core.queues.claimDeliveries(10, LEASE_MS)).toEqual([])
    await core.queues.settleDelivery(claim, accepted(`wamid.${content}`))
  }
  expect(await statuses(core, core.id)).toEqual(['sent', 'sent', 'sent'])
})

test('conversations do not wait for each other', async () => {
  const core = await openTestInbox()
  for (const digit of [1, 2, 3]) {
    const phone = `551199999000${digit}`
    const contact = { address: phone, name: phone, phone: `+${phone}` }
    const { id } = await core.customerWrites(`wamid.${digit}`, { contact })
    await core.inbox.messages.send(agent, id, sendBody())
  }
  expect(await core.queues.claimDeliveries(10, LEASE_MS)).toHaveLength(3)
})

test.each([
  ['failed', rejected(refused)],
  ['unknown', { kind: 'unknown', error: refused } as SendOutcome],
])('a message that is %s does not hold up the next', async (status, outcome) => {
  const core = await openWithMessages('one', 'two')
  await core.queues.settleDelivery(await claimOne(core), outcome)
  expect(await statuses(core, core.id)).toEqual([status, 'pending'])
  expect((await claimOne(core)).outbound.message.content).toBe('two')
})

test('a retryable rejection is tried again, later each time, and holds its conversation', async () => {
  const core = await openWithMessages('one', 'two')
  for (const tries of [1, 2, 3]) {
    await core.queues.settleDelivery(await claimOne(core), rejected(busy))
    expect(await core.queues.claimDeliveries(10, LEASE_MS)).toEqual([])
    expect(await core.queues.nextDueAt()).toBe(core.env.now() + retryDelayMs(tries, null))
    core.env.jump(retryDelayMs(tries, null))
  }
  expect((await claimOne(core)).outbound.message.content).toBe('one')
  expect(await statuses(core, core.id)).toEqual(['pending', 'pending'])
})

test('a longer pause that the provider asks for is kept', async () => {
  const core = await openWithMessages('one')
  await core.queues.settleDelivery(await claimOne(core), rejected(busy, 60_000))
  expect(await core.queues.nextDueAt()).toBe(core.env.now() + 60_000)
})

test('when all tries are used up the message fails with the error', async () => {
  const core = await openWithMessages('one', 'two')
  for (let tries = 1; tries <= MAX_DELIVERY_TRIES; tries += 1) {
    await core.queues.settleDelivery(await claimOne(core), rejected(busy))
    core.env.jump(retryDelayMs(tries, null))
  }
  const [, message] = (await core.inbox.messages.list(agent, core.id, listQuery())).items
  expect(message).toMatchObject({ status: 'failed', error: busy })
  expect((await claimOne(core)).outbound.message.content).toBe('two')
})

test('an outcome with an old fence writes nothing', async () => {
  const core = await openWithMessages('one')
  const claim = await claimOne(core)
  core.env.jump(LEASE_MS)
  expect(await core.queues.expireLeases()).toBe(1)
  const events = await core.log()
  await core.queues.settleDelivery(claim, accepted('wamid.2'))
  await core.queues.settleDelivery({ ...claim, fence: claim.fence + 1 }, accepted('wamid.2'))
  expect(await core.log()).toEqual(events)
})

test('an attempt whose lease ends is unknown, is not sent again and does not block', async () => {
  const core = await openWithMessages('one', 'two')
  await claimOne(core)
  expect(await core.queues.nextDueAt()).toBe(core.env.now() + LEASE_MS)
  core.env.jump(LEASE_MS)
  expect(await core.queues.expireLeases()).toBe(1)
  expect(await core.queues.expireLeases()).toBe(0)
  expect(await statuses(core, core.id)).toEqual(['unknown', 'pending'])
  expect((await claimOne(core)).outbound.message.content).toBe('two')
})

test('a status that carries our reference settles an unknown attempt', async () => {
  const core = await openWithMessages('one')
  const claim = await claimOne(core)
  await core.queues.settleDelivery(claim, { kind: 'unknown', error: refused })
  await core.receive(statusItem('wamid.2', 'delivered', claim.outbound.attempt_ref))
  const [, message] = (await core.inbox.messages.list(agent, core.id, listQuery())).items
  expect(message).toMatchObject({ status: 'delivered', external_id: 'wamid.2' })
  expect(message).not.toHaveProperty('error')
})

test('a status that comes before the answer is parked and applied', async () => {
  const core = await openWithMessages('one')
  const claim = await claimOne(core)
  await core.receive(statusItem('wamid.2', 'delivered'), statusItem('wamid.2', 'sent'))
  expect(await statuses(core, core.id)).toEqual(['pending'])
  await core.queues.settleDelivery(claim, accepted('wamid.2'))
  expect(await statuses(core, core.id)).toEqual(['delivered'])
})

test('a status with our reference that comes before the answer is applied at once', async () => {
  const core = await openWithMessages('one')
  const claim = await claimOne(core)
  await core.receive(statusItem('wamid.2', 'sent', claim.outbound.attempt_ref))
  expect(await statuses(core, core.id)).toEqual(['sent'])
  await core.queues.settleDelivery(claim, rejected(busy))
  expect(await statuses(core, core.id)).toEqual(['failed'])
})

test('a rejection after proof of delivery changes nothing and is not tried again', async () => {
  const core = await openWithMessages('one')
  const claim = await claimOne(core)
  await core.receive(statusItem('wamid.2', 'delivered', claim.outbound.attempt_ref))
  await core.queues.settleDelivery(claim, rejected(busy))
  expect(await statuses(core, core.id)).toEqual(['delivered'])
  expect(await core.queues.nextDueAt()).toBeNull()
})

test('an attempt that the provider calls failed while it waits for its next try is not tried again', async () => {
  const core = await openWithMessages('one')
  const claim = await claimOne(core)
  await core.queues.settleDelivery(claim, rejected(busy))
  await core.receive(statusItem('wamid.2', 'failed', claim.outbound.attempt_ref))
  expect(await statuses(core, core.id)).toEqual(['failed'])
  expect(await core.queues.nextDueAt()).toBeNull()
})

test('a status of another channel does not touch a message', async () => {
  const core = await openWithMessages('one')
  const claim = await claimOne(core)
  const other = { tenant_id: 'acme', channel_id: 'other', set_aside: [] }
  await core.inbox.receive({ ...other, items: [statusItem('wamid.2', 'read', claim.outbound.attempt_ref)] })
  expect(await statuses(core, core.id)).toEqual(['pending'])
})

test('a held message stays pending until a status tells more', async () => {
  const core = await openWithMessages('one', 'two')
  await core.queues.settleDelivery(await claimOne(core), accepted('wamid.2', true))
  expect(await statuses(core, core.id)).toEqual(['pending', 'pending'])
  expect((await claimOne(core)).outbound.message.content).toBe('two')
  await core.receive(statusItem('wamid.2', 'sent'))
  expect(await statuses(core, core.id)).toEqual(['sent', 'pending'])
})

test('a contact without an address on the channel makes the message fail visibly', async () => {
  const core = await openWithMessages('one')
  await core.database.write('acme', async ({ conversations }) => {
    const stored = await conversations.get(core.id)
    if (stored === null) throw new Error('no conversation')
    await conversations.update({ ...stored, conversation: { ...stored.conversation, channel: 'other' } })
  })
  expect(await core.queues.claimDeliveries(10, LEASE_MS)).toEqual([])
  const [, message] = (await core.inbox.messages.list(agent, core.id, listQuery())).items
  expect(message).toMatchObject({ status: 'failed', error: { code: 'no_address' } })
  expect(await core.queues.nextDueAt()).toBeNull()
})

test('work is announced after the commit that leaves it', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  const due: (number | null)[] = []
  const stop = core.queues.onWork(() => void core.queues.nextDueAt().then((at) => due.push(at)))
  await core.inbox.messages.send(agent, id, sendBody({ message_type: 'note' }))
  await core.inbox.messages.send(agent, id, sendBody())
  await core.env.settle()
  stop()
  await core.inbox.messages.send(agent, id, sendBody())
  await core.env.settle()
  expect(due).toEqual([core.env.now()])
})

test('a person may retry what failed, as a new attempt', async () => {
  const core = await openWithMessages('one')
  const first = await claimOne(core)
  await core.queues.settleDelivery(first, rejected(refused))
  const retried = await core.inbox.messages.retry(agent, first.message_id)
  expect(retried.status).toBe('pending')
  expect(retried).not.toHaveProperty('error')
  const second = await claimOne(core)
  expect(second.outbound.attempt_ref).not.toBe(first.outbound.attempt_ref)
  await core.queues.settleDelivery(second, accepted('wamid.3'))
  expect(await statuses(core, core.id)).toEqual(['sent'])
})

test('the first attempt that reached the customer after all is what the message shows', async () => {
  const core = await openWithMessages('one')
  const first = await claimOne(core)
  await core.queues.settleDelivery(first, { kind: 'unknown', error: refused })
  await core.inbox.messages.retry(agent, first.message_id)
  await core.queues.settleDelivery(await claimOne(core), rejected(refused))
  await core.receive(statusItem('wamid.2', 'delivered', first.outbound.attempt_ref))
  expect(await statuses(core, core.id)).toEqual(['delivered'])
})

test('what is on its way cannot be retried', async () => {
  const core = await openWithMessages('one')
  const claim = await claimOne(core)
  await expect(core.inbox.messages.retry(agent, claim.message_id)).rejects.toMatchObject({
    code: 'message_not_retryable',
  })
})

test('a retry that still waits is dropped when the first attempt turns out to have gone out', async () => {
  const core = await openWithMessages('one')
  const first = await claimOne(core)
  await core.queues.settleDelivery(first, { kind: 'unknown', error: refused })
  await core.inbox.messages.retry(agent, first.message_id)
  await core.receive(statusItem('wamid.2', 'sent', first.outbound.attempt_ref))
  expect(await core.queues.claimDeliveries(10, LEASE_MS)).toEqual([])
  expect(await statuses(core, core.id)).toEqual(['sent'])
})
