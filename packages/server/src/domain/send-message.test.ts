import { expect, test } from 'vitest'
import { agent, agentOf, listQuery, openTestInbox, sendBody, TENANT } from '../testing/test-inbox'

const HOUR_MS = 3_600_000

test('a hundred sends at once with the same key make one message', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  const body = sendBody({ client_message_id: 'key-1' })
  const answers = await Promise.all(Array.from({ length: 100 }, () => core.inbox.messages.send(agent, id, body)))
  expect(new Set(answers.map((message) => message.id)).size).toBe(1)
  expect((await core.inbox.messages.list(agent, id, listQuery())).items).toHaveLength(2)
  expect(await core.queues.claimDeliveries(100, 30_000)).toHaveLength(1)
})

test('the same key answers with the message as it is now', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  const body = sendBody({ client_message_id: 'key-1', metadata: { a: 1, b: 2 } })
  await core.inbox.messages.send(agent, id, body)
  const [claim] = await core.queues.claimDeliveries(1, 30_000)
  if (claim === undefined) throw new Error('nothing to send')
  await core.queues.settleDelivery(claim, { kind: 'accepted', external_id: 'wamid.2', held: false })
  const again = await core.inbox.messages.send(agent, id, { ...body, metadata: { b: 2, a: 1 } })
  expect(again).toMatchObject({ status: 'sent', external_id: 'wamid.2' })
})

test('the same key with another body is refused and changes nothing', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  await core.inbox.messages.send(agent, id, sendBody({ client_message_id: 'key-1' }))
  const events = await core.log()
  const other = core.inbox.messages.send(agent, id, sendBody({ client_message_id: 'key-1', content: 'Other' }))
  await expect(other).rejects.toMatchObject({ code: 'idempotency_mismatch', status: 422 })
  expect(await core.log()).toEqual(events)
})

test('a key belongs to its user', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  const body = sendBody({ client_message_id: 'key-1' })
  const mine = await core.inbox.messages.send(agent, id, body)
  const theirs = await core.inbox.messages.send(agentOf(TENANT, 'agent', 'bia'), id, body)
  expect(theirs.id).not.toBe(mine.id)
})

test('a refused send is not remembered by its key', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  const body = sendBody({ client_message_id: 'key-1' })
  const refused = core.inbox.messages.send(agent, id, { ...body, if_last_message_id: null })
  await expect(refused).rejects.toMatchObject({ code: 'conversation_advanced' })
  expect(await core.inbox.messages.send(agent, id, body)).toMatchObject({ status: 'pending' })
})

test('a send that has not seen the newest message is refused with what it missed', async () => {
  const core = await openTestInbox()
  const { id, last_message_id } = await core.customerWrites('wamid.1')
  await core.customerWrites('wamid.2')
  await core.customerWrites('wamid.3')
  const sending = core.inbox.messages.send(agent, id, sendBody({ if_last_message_id: last_message_id }))
  await expect(sending).rejects.toMatchObject({
    code: 'conversation_advanced',
    details: { missed: [{ external_id: 'wamid.2' }, { external_id: 'wamid.3' }] },
  })
})

test('a send that has seen the newest message goes out', async () => {
  const core = await openTestInbox()
  const { id, last_message_id } = await core.customerWrites('wamid.1')
  const first = await core.inbox.messages.send(agent, id, sendBody({ if_last_message_id: last_message_id }))
  const second = await core.inbox.messages.send(agent, id, sendBody({ if_last_message_id: first.id }))
  expect(second.status).toBe('pending')
})

test.each(['the deleted message', 'the one before it'])(
  'a deleted newest message is not something that was missed by who saw %s',
  async (seen) => {
    const core = await openTestInbox()
    const { id, last_message_id } = await core.customerWrites('wamid.1')
    const deleted = await core.inbox.messages.send(agent, id, sendBody())
    await core.inbox.messages.remove(agent, deleted.id)
    const if_last_message_id = seen === 'the deleted message' ? deleted.id : last_message_id
    expect(await core.inbox.messages.send(agent, id, sendBody({ if_last_message_id }))).toMatchObject({
      status: 'pending',
    })
  },
)

test('nothing goes out once the reply window has closed, and nothing is stored', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  const events = await core.log()
  core.env.jump(24 * HOUR_MS)
  await expect(core.inbox.messages.send(agent, id, sendBody())).rejects.toMatchObject({
    code: 'reply_window_closed',
    status: 422,
  })
  expect(await core.log()).toEqual(events)
  expect(await core.inbox.messages.send(agent, id, sendBody({ message_type: 'note' }))).toMatchObject({
    status: 'sent',
  })
})

test('a note is final at once, reaches no channel and is no reply', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  const note = await core.inbox.messages.send(agent, id, sendBody({ message_type: 'note', content: 'Liga depois' }))
  expect(note.status).toBe('sent')
  expect(await core.queues.claimDeliveries(10, 30_000)).toEqual([])
  expect(await core.inbox.conversations.get(agent, id)).toMatchObject({
    status: 'waiting',
    last_message: 'Liga depois',
    last_message_type: 'note',
  })
})

test('a reply makes the conversation active and leaves the read marker alone', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  const sent = await core.inbox.messages.send(agent, id, sendBody())
  expect(await core.inbox.conversations.get(agent, id)).toMatchObject({
    status: 'active',
    unread_count: 1,
    last_message_id: sent.id,
    last_message_sender_type: 'agent',
  })
})

test('a quoted message must be in the same conversation', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  const contact = { address: '5511999990002', name: 'Rui', phone: '+5511999990002' }
  const other = await core.customerWrites('wamid.2', { contact })
  const quoting = (reply_to_id: string | null) =>
    core.inbox.messages.send(agent, id, sendBody({ reply_to_id: reply_to_id ?? '' }))
  await expect(quoting(other.last_message_id)).rejects.toMatchObject({
    code: 'invalid_request',
    details: { errors: [{ path: 'reply_to_id' }] },
  })
  await expect(quoting('unknown')).rejects.toMatchObject({ code: 'invalid_request' })
})

test('a location needs its place, and a text may not have one', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  const location = { latitude: -23.5, longitude: -46.6 }
  const sent = await core.inbox.messages.send(agent, id, sendBody({ message_type: 'location', location }))
  expect(sent.location).toEqual(location)
  for (const body of [sendBody({ message_type: 'location' }), sendBody({ location })]) {
    await expect(core.inbox.messages.send(agent, id, body)).rejects.toMatchObject({
      code: 'invalid_request',
      details: { errors: [{ path: 'location' }] },
    })
  }
})

test('an unknown conversation and one of another tenant are the same: not found', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  for (const sending of [
    core.inbox.messages.send(agent, 'unknown', sendBody()),
    core.inbox.messages.send(agentOf('globex'), id, sendBody()),
  ]) {
    await expect(sending).rejects.toMatchObject({ code: 'not_found' })
  }
})
