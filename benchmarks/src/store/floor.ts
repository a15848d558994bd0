import type { Conversation, DurableFrame, Message, MessageStatusChange } from '@pytake/protocol'
import { conversation, message, messageStatusChange } from '@pytake/protocol'
import type { InboxStoreMaker } from './inbox-store'
import { received } from './inbox-store'
import { conversationId } from './traffic'

/** The least a store can do: maps by id, sorted arrays kept in place, one call for each listener that is touched. */
export const floor = (name: string, read: (text: string) => DurableFrame): InboxStoreMaker => ({
  name,
  encode: (frame) => JSON.stringify(frame),
  async create(traffic) {
    const conversations = new Map(received(traffic.conversations()).map((held) => [held.id, held]))
    const list = [...conversations.values()].sort(newestFirst)
    const chats = new Map<string, Chat>()
    for (let number = 0; number < traffic.options.conversations; number += 1) {
      const items = received(traffic.messagesOf(number))
      chats.set(conversationId(number), { items, byId: new Map(items.map((item) => [item.id, item])) })
    }
    let heard = 0
    const hear = () => void (heard += 1)
    const open = chats.get(conversationId(0))

    return {
      take: (text) => {
        const frame = read(text)
        if (frame.type === 'conversation_updated') putConversation(conversations, list, frame.data)
        else if (frame.type === 'message_status_updated') {
          putStatus(chats.get(frame.data.conversation_id), frame.data)
        } else if (frame.type === 'message_received') putMessage(chats.get(frame.data.conversation_id), frame.data)
        hear()
      },
      read: () => ({ conversations: [...list].length, messages: [...(open?.items ?? [])].length }),
      close: () => undefined,
    }
  },
})

export const bareFloor = floor('floor without schemas', (text) => JSON.parse(text))

/** The same schemas as the client's, each event through the one it needs. */
export const checkedFloor = floor('floor with zod/mini', (text) => {
  const frame: DurableFrame = JSON.parse(text)
  if (frame.type === 'conversation_updated') return { ...frame, data: conversation.parse(frame.data) }
  if (frame.type === 'message_status_updated') return { ...frame, data: messageStatusChange.parse(frame.data) }
  if (frame.type === 'message_received') return { ...frame, data: message.parse(frame.data) }
  return frame
})

interface Chat {
  items: Message[]
  byId: Map<string, Message>
}

function putConversation(held: Map<string, Conversation>, list: Conversation[], next: Conversation): void {
  const before = held.get(next.id)
  if (before && before.version >= next.version) return
  held.set(next.id, next)
  if (before) list.splice(placeIn(list, before, newestFirst), 1)
  list.splice(placeIn(list, next, newestFirst), 0, next)
}

function putMessage(chat: Chat | undefined, next: Message): void {
  if (!chat || (chat.byId.get(next.id)?.version ?? -1) >= next.version) return
  chat.byId.set(next.id, next)
  chat.items.splice(placeIn(chat.items, next, oldestFirst), 0, next)
}

function putStatus(chat: Chat | undefined, { message_id, status, version }: MessageStatusChange): void {
  const held = chat?.byId.get(message_id)
  if (!chat || !held || held.version >= version) return
  const next = { ...held, status, version }
  chat.byId.set(message_id, next)
  chat.items[placeIn(chat.items, held, oldestFirst)] = next
}

function placeIn<Item>(sorted: readonly Item[], item: Item, compare: (a: Item, b: Item) => number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const candidate = sorted[middle]
    if (candidate !== undefined && compare(candidate, item) < 0) low = middle + 1
    else high = middle
  }
  return low
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const newestFirst = (a: Conversation, b: Conversation): number =>
  byText(b.last_message_time ?? b.created_at, a.last_message_time ?? a.created_at) || byText(b.id, a.id)

const oldestFirst = (a: Message, b: Message): number => byText(a.created_at, b.created_at) || a.seq - b.seq
