import type { EventData } from '@pytake/protocol'
import { expect, test } from 'vitest'
import { EventEmitter } from './domain/emitter'
import type { InboxEventType } from './domain/inbox'
import type { Logger } from './domain/ports'
import { createHostInbox } from './host-inbox'
import { aConversation, aMessage, fakeInbox } from './http/testing/fake-inbox'

function hostInbox(conversationOf: 'known' | 'deleted' = 'known') {
  const errors: unknown[] = []
  const ignore = (): void => undefined
  const logger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ({ error }) => void errors.push(error) }
  const events = new EventEmitter<{ [Type in InboxEventType]: EventData<Type> }>(ignore)
  const inbox = fakeInbox({
    ...(conversationOf === 'known' ? { conversations: { get: async () => aConversation() } } : {}),
    on: (type, listener) => events.on(type, (data, place) => listener({ ...place, data })),
  })
  const receive = async (): Promise<void> => {
    events.emit('message_received', aMessage(), { tenant_id: 'acme', seq: 2 })
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
  }
  return { host: createHostInbox(inbox, logger), receive, errors }
}

test('a listener gets the message with its conversation, until it leaves', async () => {
  const { host, receive } = hostInbox()
  const heard: unknown[] = []
  const leave = host.on('message_received', (event) => void heard.push(event))
  await receive()
  expect(heard).toEqual([{ tenant_id: 'acme', message: aMessage(), conversation: aConversation() }])
  leave()
  await receive()
  expect(heard).toHaveLength(1)
})

test('a listener that rejects is logged and ends nothing', async () => {
  const { host, receive, errors } = hostInbox()
  const failure = new Error('bot is down')
  host.on('message_received', () => Promise.reject(failure))
  await receive()
  expect(errors).toEqual([failure])
})

test('of a conversation that is gone by then nothing is told', async () => {
  const { host, receive, errors } = hostInbox('deleted')
  const heard: unknown[] = []
  host.on('message_received', (event) => void heard.push(event))
  await receive()
  expect([heard, errors]).toEqual([[], []])
})
