import type { Contact, Conversation, ConversationRemoval, DurableFrame, Message } from '@pytake/protocol'
import { PytakeError } from '../errors'
import { assertNever } from '../lib/assert-never'
import type { Batch } from '../lib/batch'
import { createGroups } from '../lib/groups'
import { createConversationTable } from './conversation-table'
import type { StoredList } from './conversation-list'
import { LOADING } from './load-state'
import type { MessageItem } from './snapshots'
import type { StoredConversation } from './stored-conversation'
import type { MessageEvent, StoredTimeline } from './timeline'

/**
 * What the client knows of the server's log, and on top of it what waits in the outbox. Lists, timelines and single
 * conversations attach themselves; a change reaches only those that it touches.
 */
export interface Store {
  readonly batch: Batch
  /** Conversations that are current as far as the log has been read. */
  known(): Iterable<Conversation>
  get(id: string): Conversation | undefined
  attachList(list: StoredList): void
  detachList(list: StoredList): void
  attachTimeline(conversationId: string, timeline: StoredTimeline): void
  detachTimeline(conversationId: string, timeline: StoredTimeline): void
  attachConversation(id: string, conversation: StoredConversation): void
  detachConversation(id: string, conversation: StoredConversation): void
  apply(frame: DurableFrame): void
  putConversation(conversation: Conversation): void
  putMessage(message: Message): void
  /** All messages on their way, oldest first. */
  setOverlay(items: readonly MessageItem[]): void
  /**
   * The log can no longer be followed from where it was read: nothing held counts as current. What is on screen stays
   * until it has been fetched again, unless it has to be forgotten.
   */
  reset(options: { forget: boolean }): void
}

export function createStore(batch: Batch): Store {
  const lists = new Set<StoredList>()
  const timelines = createGroups<StoredTimeline>()
  const singles = createGroups<StoredConversation>()
  const table = createConversationTable(
    (id) => [...singles.of(id)].length > 0 || [...lists].some((list) => list.has(id)),
  )
  let overlays = new Map<string, MessageItem[]>()

  const spread = (conversation: Conversation): void => {
    for (const list of lists) list.put(conversation)
    for (const single of singles.of(conversation.id)) single.set(conversation)
  }

  const putConversation = (incoming: Conversation): void => {
    const held = table.put(incoming)
    if (held) spread(held)
  }

  const removeConversation = (removal: ConversationRemoval): void => {
    if (!table.remove(removal)) return
    const { conversation_id: id } = removal
    for (const list of lists) list.remove(id)
    const error = new PytakeError('not_found', 'the conversation was deleted')
    for (const stored of [...timelines.of(id), ...singles.of(id)]) {
      stored.clear()
      stored.setLoad({ status: 'error', error })
    }
  }

  const putContact = (contact: Contact): void => {
    for (const conversation of table.putContact(contact)) spread(conversation)
  }

  const applyToTimeline = (conversationId: string, event: MessageEvent): void => {
    for (const timeline of timelines.of(conversationId)) timeline.apply(event)
  }

  const putMessage = (message: Message): void => applyToTimeline(message.conversation_id, { kind: 'message', message })

  const apply = (frame: DurableFrame): void => {
    switch (frame.type) {
      case 'message_received':
      case 'message_sent':
      case 'message_updated':
        return putMessage(frame.data)
      case 'message_status_updated':
        return applyToTimeline(frame.data.conversation_id, { kind: 'status', change: frame.data })
      case 'conversation_updated':
        return putConversation(frame.data)
      case 'conversation_deleted':
        return removeConversation(frame.data)
      case 'contact_updated':
        return putContact(frame.data)
      default:
        return assertNever(frame)
    }
  }

  const reset = ({ forget }: { forget: boolean }): void => {
    table.clear()
    if (!forget) return
    for (const stored of [...lists, ...timelines.all(), ...singles.all()]) {
      stored.clear()
      stored.setLoad(LOADING)
    }
  }

  const setOverlay = (items: readonly MessageItem[]): void => {
    const next = new Map<string, MessageItem[]>()
    for (const item of items) {
      const group = next.get(item.conversation_id)
      if (group) group.push(item)
      else next.set(item.conversation_id, [item])
    }
    const previous = overlays
    overlays = next
    for (const id of new Set([...previous.keys(), ...next.keys()])) {
      if (isSame(previous.get(id), next.get(id))) continue
      for (const timeline of timelines.of(id)) timeline.setOverlay(next.get(id) ?? [])
    }
  }

  return {
    batch,
    known: () => table.values(),
    get: (id) => table.get(id),
    attachList: (list) => {
      lists.add(list)
      batch.run(() => {
        for (const conversation of table.values()) list.put(conversation)
      })
    },
    detachList: (list) => {
      lists.delete(list)
      list.clear()
    },
    attachTimeline: (id, timeline) => {
      timelines.add(id, timeline)
      timeline.setOverlay(overlays.get(id) ?? [])
    },
    detachTimeline: (id, timeline) => {
      timelines.remove(id, timeline)
      timeline.clear()
    },
    attachConversation: (id, single) => {
      singles.add(id, single)
      const held = table.get(id)
      if (held) single.set(held)
    },
    detachConversation: singles.remove,
    apply: (frame) => batch.run(() => apply(frame)),
    putConversation: (conversation) => batch.run(() => putConversation(conversation)),
    putMessage: (message) => batch.run(() => putMessage(message)),
    setOverlay: (items) => batch.run(() => setOverlay(items)),
    reset: (options) => batch.run(() => reset(options)),
  }
}

const isSame = (a: readonly MessageItem[] = [], b: readonly MessageItem[] = []): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index])
