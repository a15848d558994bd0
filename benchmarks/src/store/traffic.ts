import type { Conversation, DurableFrame, Message } from '@pytake/protocol'

/** How much is held and what happens to it; the same for every contestant. */
export interface TrafficOptions {
  conversations: number
  messagesEach: number
  events: number
  /** Among how many of the conversations the events are spread. */
  busyConversations: number
}

/** What is held at first, as the server would send it: always as text, since reading it is part of the work. */
export interface Traffic {
  readonly options: TrafficOptions
  conversations(): Conversation[]
  messagesOf(conversation: number): Message[]
  /** A message comes, its conversation moves up, an earlier message is delivered; and again. */
  frames(): Generator<DurableFrame>
}

const BEGIN_MS = Date.parse('2026-01-15T09:00:00.000Z')
const WORDS = 'bom dia preciso saber do pedido que fiz ontem e ainda não chegou obrigado pela ajuda'.split(' ')

const timeOf = (position: number): string => new Date(BEGIN_MS + position * 10).toISOString()
const idOf = (kind: string, number: number): string => `0199a1b2-${kind}-7000-8000-${String(number).padStart(12, '0')}`
const textOf = (number: number): string =>
  Array.from({ length: 4 + (number % 9) }, (_, index) => WORDS[(number * 7 + index * 3) % WORDS.length]).join(' ')

export const conversationId = (number: number): string => idOf('c000', number)
export const cursorOf = (position: number): string => `e1.${position}`

export function createTraffic(options: TrafficOptions): Traffic {
  const held = options.conversations * options.messagesEach
  const positionOf = (conversation: number, index: number) => index * options.conversations + conversation + 1

  return {
    options,
    conversations: () =>
      Array.from({ length: options.conversations }, (_, number) =>
        conversationAt(number, positionOf(number, options.messagesEach - 1)),
      ),
    messagesOf: (conversation) =>
      Array.from({ length: options.messagesEach }, (_, index) =>
        messageAt(conversation, positionOf(conversation, index)),
      ),
    *frames() {
      for (let event = 0; event < options.events; event += 1) {
        const turn = Math.floor(event / 3)
        const conversation = (turn * 7) % options.busyConversations
        const position = held + event + 1
        const head = { cursor: cursorOf(position), at: timeOf(position) }
        if (event % 3 === 0) yield { type: 'message_received', data: messageAt(conversation, position), ...head }
        else if (event % 3 === 1) {
          yield { type: 'conversation_updated', data: conversationAt(conversation, position), ...head }
        } else {
          const message_id = idOf('a000', positionOf(conversation, turn % options.messagesEach))
          const data = {
            message_id,
            conversation_id: conversationId(conversation),
            status: 'delivered',
            version: position,
          }
          yield { type: 'message_status_updated', data, ...head }
        }
      }
    },
  }
}

/** A message of the traffic, as it was when it came. */
export const messageOf = (conversationId: string, messageId: string): Message =>
  messageAt(Number(conversationId.slice(-12)), Number(messageId.slice(-12)))

function messageAt(conversation: number, position: number): Message {
  const at = timeOf(position)
  return {
    id: idOf('a000', position),
    tenant_id: 'tenant-1',
    conversation_id: conversationId(conversation),
    seq: position,
    sender_type: 'contact',
    sender_id: idOf('b000', conversation),
    content: textOf(position),
    message_type: 'text',
    status: 'sent',
    reactions: [],
    external_id: `wamid.HBgNNTUxMTk5OTk5${position}`,
    metadata: {},
    created_at: at,
    updated_at: at,
    version: position,
  }
}

function conversationAt(number: number, position: number): Conversation {
  const at = timeOf(position)
  return {
    id: conversationId(number),
    tenant_id: 'tenant-1',
    contact_id: idOf('b000', number),
    status: 'waiting',
    unread_count: position % 5,
    last_message: textOf(position),
    last_message_time: at,
    last_message_id: idOf('a000', position),
    last_message_type: 'text',
    last_message_sender_type: 'contact',
    contact: { id: idOf('b000', number), name: `Cliente ${number}`, phone: `+55119${10_000_000 + number}`, version: 1 },
    channel: 'whatsapp',
    channel_id: 'channel-1',
    assignee_id: null,
    labels: [],
    snoozed_until: null,
    reply_window_ends_at: at,
    metadata: {},
    created_at: timeOf(0),
    updated_at: at,
    version: position,
  }
}
