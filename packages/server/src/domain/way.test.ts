import { expect, test } from 'vitest'
import { agent, listQuery, openTestInbox, sendBody, statusItem } from '../testing/test-inbox'

test('a message goes from the phone to the inbox and the reply back to the phone', async () => {
  const { inbox, queues, customerWrites, receive, log, hints } = await openTestInbox()
  const conversation = await customerWrites('wamid.1')
  expect(conversation).toMatchObject({
    status: 'waiting',
    unread_count: 1,
    last_message: 'text of wamid.1',
    contact: { name: 'João', phone: '+5511999990001' },
  })

  const sent = await inbox.messages.send(agent, conversation.id, sendBody())
  expect(sent).toMatchObject({ status: 'pending', sender_type: 'agent', sender_id: 'ana' })

  const [claim] = await queues.claimDeliveries(10, 30_000)
  expect(claim).toMatchObject({ message_id: sent.id, outbound: { to: '5511999990001' } })
  if (claim === undefined) return
  await queues.settleDelivery(claim, { kind: 'accepted', external_id: 'wamid.2', held: false })
  await receive(statusItem('wamid.2', 'read'), statusItem('wamid.2', 'delivered'))
  await inbox.conversations.markRead(agent, conversation.id, {})

  const { items } = await inbox.messages.list(agent, conversation.id, listQuery())
  expect(items.map((message) => [message.content, message.status])).toEqual([
    ['text of wamid.1', 'delivered'],
    ['Olá!', 'read'],
  ])
  const events = await log()
  expect(events.map((event) => event.type)).toEqual([
    'contact_updated',
    'message_received',
    'conversation_updated',
    'message_sent',
    'conversation_updated',
    'message_status_updated',
    'message_updated',
    'message_status_updated',
    'conversation_updated',
  ])
  expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(hints.at(-1)).toEqual({ tenant_id: 'acme', seq: 9 })
  expect(await queues.claimReceipts(10, 30_000)).toMatchObject([{ external_id: 'wamid.1' }])
})
