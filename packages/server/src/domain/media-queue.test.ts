import { expect, test } from 'vitest'
import { agent, listQuery, openTestInbox, type TestInbox } from '../testing/test-inbox'
import { MAX_MEDIA_TRIES } from './queue-context'

const LEASE_MS = 60_000
const stored = { kind: 'stored' as const, key: 'k1', size: 3, sha256: 'abc', mime_type: 'image/png' }

async function openWithFile() {
  const core = await openTestInbox()
  const media = { external_id: 'media.1', mime_type: 'image/jpeg', filename: 'a.jpg', sha256: null }
  const { id } = await core.customerWrites('wamid.1', { media })
  return { ...core, id }
}

const shownMedia = async ({ inbox, id }: TestInbox & { id: string }) =>
  (await inbox.messages.list(agent, id, listQuery())).items[0]?.media

async function claimOne({ queues }: TestInbox) {
  const [claim] = await queues.claimMedia(10, LEASE_MS)
  if (claim === undefined) throw new Error('nothing to fetch')
  return claim
}

test('a fetched file becomes ready, and the message tells it', async () => {
  const core = await openWithFile()
  const claim = await claimOne(core)
  expect(claim).toMatchObject({ external_id: 'media.1', mime_type: 'image/jpeg', channel_id: 'number' })
  await core.queues.settleMedia(claim, stored)
  const media = {
    id: claim.media_id,
    mime_type: 'image/png',
    filename: 'a.jpg',
    size: 3,
    sha256: 'abc',
    status: 'ready',
  }
  expect(await shownMedia(core)).toEqual(media)
  expect(await core.inbox.media.get(agent, claim.media_id)).toEqual({ media, key: 'k1' })
  expect((await core.log()).at(-1)).toMatchObject({ type: 'message_updated', data: { media } })
})

test('a file is taken once while its lease holds, and again after it', async () => {
  const core = await openWithFile()
  const first = await claimOne(core)
  expect(await core.queues.claimMedia(10, LEASE_MS)).toEqual([])
  core.env.jump(LEASE_MS)
  const second = await claimOne(core)
  await core.queues.settleMedia(first, { kind: 'failed', reason: 'late' })
  expect(await shownMedia(core)).toMatchObject({ status: 'pending' })
  await core.queues.settleMedia(second, stored)
  expect(await shownMedia(core)).toMatchObject({ status: 'ready' })
})

test('a file that cannot be fetched is tried again and then fails visibly', async () => {
  const core = await openWithFile()
  for (let tries = 1; tries <= MAX_MEDIA_TRIES; tries += 1) {
    await core.queues.settleMedia(await claimOne(core), { kind: 'retry', reason: 'down' })
    core.env.jump(((await core.queues.nextDueAt()) ?? core.env.now()) - core.env.now())
  }
  expect(await core.queues.claimMedia(10, LEASE_MS)).toEqual([])
  expect(await shownMedia(core)).toMatchObject({ status: 'failed' })
})

test('the file of a message that was deleted meanwhile tells nothing', async () => {
  const core = await openWithFile()
  const claim = await claimOne(core)
  await core.inbox.messages.remove(agent, claim.message_id)
  const events = await core.log()
  await core.queues.settleMedia(claim, stored)
  expect(await core.log()).toEqual(events)
})
