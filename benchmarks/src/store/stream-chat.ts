import type { Conversation, DurableFrame, Message } from '@pytake/protocol'
import type { ChannelResponse, Event, MessageResponse } from 'stream-chat'
import { StreamChat } from 'stream-chat'
import type { InboxStoreMaker } from './inbox-store'
import { received } from './inbox-store'
import { conversationId, messageOf } from './traffic'

const AGENT = { id: 'agent-1', name: 'Bia' }

/** Stream's client, its state alone: channels that were watched, and events dispatched as its socket would. */
export const streamChat: InboxStoreMaker = {
  name: 'stream-chat',
  encode: (frame) => JSON.stringify(toEvent(frame)),
  async create(traffic) {
    const client = new StreamChat('key', { allowServerSideConnect: true })
    client.userID = AGENT.id
    client.user = AGENT
    client.wsPromise = Promise.resolve()
    let heard = 0
    for (let number = 0; number < traffic.options.conversations; number += 1) {
      const channel = client.channel('messaging', conversationId(number))
      channel.initialized = true
      channel.state.addMessagesSorted(received(traffic.messagesOf(number).map(toMessage)), false, true, true, 'latest')
      channel.on(() => void (heard += 1))
    }
    const open = client.channel('messaging', conversationId(0))
    return {
      take: (text) => client.dispatchEvent(JSON.parse(text)),
      read: () => ({
        conversations: Object.keys(client.activeChannels).length,
        messages: open.state.messages.length,
      }),
      close: () => undefined,
    }
  },
}

function toEvent(frame: DurableFrame): Event {
  if (frame.type === 'conversation_updated') {
    return { type: 'channel.updated', ...address(frame.data.id), channel: toChannel(frame.data), created_at: frame.at }
  }
  if (frame.type === 'message_received') {
    const message = toMessage(frame.data)
    return { type: 'message.new', ...address(frame.data.conversation_id), message, created_at: frame.at }
  }
  if (frame.type !== 'message_status_updated') throw new Error(`no event for ${frame.type}`)
  // Stream tells of a changed message by sending all of it.
  const { conversation_id, message_id, status } = frame.data
  const message = toMessage({ ...messageOf(conversation_id, message_id), status, updated_at: frame.at })
  return { type: 'message.updated', ...address(conversation_id), message, created_at: frame.at }
}

const address = (id: string) => ({ cid: `messaging:${id}`, channel_id: id, channel_type: 'messaging' })

/** The same content in Stream's names, its own fields being those that its server always sends. */
function toMessage(message: Message): MessageResponse {
  const { id, conversation_id, content, sender_id, status, created_at, updated_at, external_id } = message
  return {
    id,
    cid: `messaging:${conversation_id}`,
    text: content,
    html: `<p>${content}</p>`,
    type: 'regular',
    user: { id: sender_id ?? AGENT.id, name: 'Cliente', role: 'user' },
    status,
    ...{ external_id },
    attachments: [],
    latest_reactions: [],
    own_reactions: [],
    reaction_counts: {},
    reaction_scores: {},
    mentioned_users: [],
    reply_count: 0,
    deleted_reply_count: 0,
    silent: false,
    shadowed: false,
    pinned: false,
    created_at,
    updated_at,
  }
}

const toChannel = ({ id, contact, last_message_time, created_at, updated_at }: Conversation): ChannelResponse => ({
  id,
  cid: `messaging:${id}`,
  type: 'messaging',
  ...{ name: contact.name },
  disabled: false,
  frozen: false,
  last_message_at: last_message_time ?? created_at,
  created_at,
  updated_at,
})
