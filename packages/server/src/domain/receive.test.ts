import { expect, test } from 'vitest'
import {
  admin,
  agent,
  CHANNEL,
  listQuery,
  openTestInbox,
  sendBody,
  statusItem,
  TENANT,
  textItem,
} from '../testing/test-inbox'
import type { ReceivedItem } from './ports'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const conversationsOf = async ({ inbox }: Awaited<ReturnType<typeof openTestInbox>>) =>
  (await inbox.conversations.list(agent, listQuery())).items
const messagesOf = async ({ inbox }: Awaited<ReturnType<typeof openTestInbox>>, id: string) =>
  (await inbox.messages.list(agent, id, listQuery())).items

const reaction = (
  external_id: string,
  target_external_id: string,
  emoji: string | null,
  provider_time: number,
): ReceivedItem => ({
  kind: 'reaction',
  external_id,
  target_external_id,
  emoji,
  provider_time,
  contact: { address: '5511999990001', name: 'João', phone: '+5511999990001' },
})

test('the same message again changes nothing', async () => {
  const core = await openTestInbox()
  const conversation = await core.customerWrites('wamid.1')
  const events = await core.log()
  expect(await core.receive(textItem('wamid.1'), textItem('wamid.1'))).toEqual({ stored: 2, set_aside: 0 })
  expect(await core.log()).toEqual(events)
  expect(await core.inbox.conversations.get(agent, conversation.id)).toEqual(conversation)
})

test('a message that was deleted with its conversation does not come back', async () => {
  const core = await openTestInbox()
  const conversation = await core.customerWrites('wamid.1')
  await core.inbox.conversations.remove(admin, conversation.id)
  await core.receive(textItem('wamid.1'))
  expect(await conversationsOf(core)).toEqual([])
})

test('many photos at once make one conversation', async () => {
  const core = await openTestInbox()
  await Promise.all(Array.from({ length: 30 }, (_, index) => core.receive(textItem(`wamid.${index}`))))
  const conversations = await conversationsOf(core)
  expect(conversations).toMatchObject([{ unread_count: 30 }])
  expect(await messagesOf(core, conversations[0]?.id ?? '')).toHaveLength(30)
})

test('an item that fails is set aside and the rest is stored', async () => {
  const core = await openTestInbox()
  const broken = textItem('wamid.2')
  Object.assign(broken.message, { content: null })
  const counts = await core.receive(textItem('wamid.1'), broken, textItem('wamid.3'))
  expect(counts).toEqual({ stored: 2, set_aside: 1 })
  const [conversation] = await conversationsOf(core)
  expect((await messagesOf(core, conversation?.id ?? '')).map((message) => message.external_id)).toEqual([
    'wamid.1',
    'wamid.3',
  ])
  const events = await core.log()
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
})

test('what the channel could not read is set aside too', async () => {
  const { inbox } = await openTestInbox()
  const batch = {
    tenant_id: TENANT,
    channel_id: CHANNEL,
    items: [],
    set_aside: [{ reason: 'type:new', raw: { a: 1 } }],
  }
  expect(await inbox.receive(batch)).toEqual({ stored: 0, set_aside: 1 })
})

test('a delivery for a channel that is gone is set aside', async () => {
  const { inbox } = await openTestInbox()
  const batch = { tenant_id: TENANT, channel_id: 'gone', items: [textItem('wamid.1')], set_aside: [] }
  expect(await inbox.receive(batch)).toEqual({ stored: 0, set_aside: 1 })
})

test('a late delivery stands where it belongs and does not become the last message', async () => {
  const core = await openTestInbox()
  await core.customerWrites('wamid.1')
  const provider_time = core.env.now() - 10 * MINUTE_MS
  const conversation = await core.customerWrites('wamid.late', { provider_time })
  expect(conversation).toMatchObject({ last_message: 'text of wamid.1', unread_count: 2 })
  expect(conversation.reply_window_ends_at).toBe(new Date(core.env.now() + 24 * HOUR_MS).toISOString())
  expect((await messagesOf(core, conversation.id)).map((message) => message.external_id)).toEqual([
    'wamid.late',
    'wamid.1',
  ])
})

test('a message opens the reply window from its own time', async () => {
  const core = await openTestInbox()
  const provider_time = core.env.now() - 2 * HOUR_MS
  const conversation = await core.customerWrites('wamid.1', { provider_time })
  expect(conversation.reply_window_ends_at).toBe(new Date(core.env.now() + 22 * HOUR_MS).toISOString())
})

test('a new profile name reaches the contact, the conversation and the log', async () => {
  const core = await openTestInbox()
  const before = await core.customerWrites('wamid.1')
  core.env.jump(1_000)
  const renamed = { address: '5511999990001', name: 'João Silva', phone: '+5511999990001' }
  const after = await core.customerWrites('wamid.2', { contact: renamed })
  expect(after.contact).toMatchObject({ id: before.contact.id, name: 'João Silva' })
  expect(after.contact.version).toBeGreaterThan(before.contact.version)
  expect((await core.log()).slice(3).map((event) => event.type)).toEqual([
    'contact_updated',
    'conversation_updated',
    'message_received',
    'conversation_updated',
  ])
})

test('a name that an agent gave is not replaced by the profile', async () => {
  const core = await openTestInbox()
  const { contact } = await core.customerWrites('wamid.1')
  await core.inbox.contacts.update(agent, contact.id, { name: 'João (oficina)' })
  expect((await core.customerWrites('wamid.2')).contact.name).toBe('João (oficina)')
})

test('somebody without a name is called by phone until the profile tells one', async () => {
  const core = await openTestInbox()
  const nameless = { address: '5511999990001', name: null, phone: '+5511999990001' }
  expect((await core.customerWrites('wamid.1', { contact: nameless })).contact.name).toBe('+5511999990001')
  expect((await core.customerWrites('wamid.2')).contact.name).toBe('João')
})

test('a contact that an agent entered by phone is the one who writes', async () => {
  const core = await openTestInbox()
  const { item } = await core.inbox.contacts.create(agent, { name: 'João', phone: '+5511999990001' })
  expect((await core.customerWrites('wamid.1')).contact_id).toBe(item.id)
})

test('a reply to one of our messages names it', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  const sent = await core.inbox.messages.send(agent, id, sendBody())
  const [claim] = await core.queues.claimDeliveries(1, 30_000)
  if (claim === undefined) throw new Error('nothing to send')
  await core.queues.settleDelivery(claim, { kind: 'accepted', external_id: 'wamid.ours', held: false })
  await core.receive(textItem('wamid.2', { reply_to_external_id: 'wamid.ours' }))
  await core.receive(textItem('wamid.3', { reply_to_external_id: 'wamid.unknown' }))
  const [, , answer, other] = await messagesOf(core, id)
  expect(answer?.reply_to_id).toBe(sent.id)
  expect(other).not.toHaveProperty('reply_to_id')
})

test('inbound reopens a closed conversation', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  await core.inbox.conversations.update(agent, id, { status: 'closed' })
  expect((await core.customerWrites('wamid.2')).status).toBe('waiting')
  await core.inbox.conversations.update(agent, id, { assignee_id: 'ana', status: 'closed' })
  expect((await core.customerWrites('wamid.3')).status).toBe('assigned')
})

test('a reaction is set, changed and taken back', async () => {
  const core = await openTestInbox()
  const { id, contact_id } = await core.customerWrites('wamid.1')
  const shown = async () => (await messagesOf(core, id))[0]?.reactions
  await core.receive(reaction('r1', 'wamid.1', '👍', 1_000))
  expect(await shown()).toEqual([{ emoji: '👍', sender_type: 'contact', sender_id: contact_id }])
  await core.receive(reaction('r2', 'wamid.1', '❤️', 2_000))
  expect(await shown()).toMatchObject([{ emoji: '❤️' }])
  await core.receive(reaction('r3', 'wamid.1', null, 3_000))
  expect(await shown()).toEqual([])
  expect((await core.log()).filter((event) => event.type === 'message_updated')).toHaveLength(3)
})

test('an older reaction that arrives later does not win', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  await core.receive(reaction('r2', 'wamid.1', '❤️', 2_000), reaction('r1', 'wamid.1', '👍', 1_000))
  expect((await messagesOf(core, id))[0]?.reactions).toMatchObject([{ emoji: '❤️' }])
})

test('a reaction that overtakes its message is shown with it', async () => {
  const core = await openTestInbox()
  await core.receive(reaction('r1', 'wamid.1', '👍', 1_000))
  const { id } = await core.customerWrites('wamid.1')
  expect((await messagesOf(core, id))[0]?.reactions).toMatchObject([{ emoji: '👍' }])
})

test('a status for a message that nobody knows is kept and harms nothing', async () => {
  const core = await openTestInbox()
  expect(await core.receive(statusItem('wamid.unknown', 'read'))).toEqual({ stored: 1, set_aside: 0 })
  expect(await core.log()).toEqual([])
})

test('a received file waits for its fetching, with what is known of it', async () => {
  const core = await openTestInbox()
  const media = { external_id: 'media.1', mime_type: 'image/jpeg', filename: null, sha256: 'abc' }
  const { id } = await core.customerWrites('wamid.1', { media })
  const [message] = await messagesOf(core, id)
  expect(message?.media).toEqual({ id: expect.any(String), mime_type: 'image/jpeg', sha256: 'abc', status: 'pending' })
  expect(await core.inbox.media.get(agent, message?.media?.id ?? '')).toEqual({ media: message?.media, key: null })
})
