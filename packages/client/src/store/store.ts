import type { Contact, Conversation, ConversationRemoval, DurableFrame, Message } from '@pytake/protocol'
import { PytakeError } from '../errors'
import { assertNever } from '../lib/assert-never'
import type { Batch } from '../lib/batch'
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
  detachTimeline(conversationId: string): void
  attachConversation(id: string, conversation: StoredConversation): void
  detachConversation(id: string): void
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
  const table = createConversationTable()
  const lists = new Set<StoredList>()
  const timelines = new Map<string, StoredTimeline>()
  const singles = new Map<string, StoredConversation>()
  let overlays = new Map<string, MessageItem[]>()

  const spread = (conversation: Conversation): void => {
    for (const list of lists) list.put(conversation)
    singles.get(conversation.id)?.set(conversation)
  }

  const putConversation = (incoming: Conversation): void => {
    const held = table.put(incoming)
    if (held) spread(held)
  }

  const removeConversation = (removal: ConversationRemoval): void => {
    if (!table.remove(removal)) return
    const { conversation_id: id } = removal
    for (const list of lists) list.remove(id)
    timelines.get(id)?.clear()
    const single = singles.get(id)
    single?.set(null)
    single?.setLoad({ status: 'error', error: new PytakeError('not_found', 'the conversation was deleted') })
  }

  const putContact = (contact: Contact): void => {
    for (const conversation of table.putContact(contact)) spread(conversation)
  }

  const applyToTimeline = (conversationId: string, event: MessageEvent): void =>
    timelines.get(conversationId)?.apply(event)

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
    for (const stored of [...lists, ...timelines.values()]) {
      stored.clear()
      stored.setLoad(LOADING)
    }
    for (const single of singles.values()) {
      single.set(null)
      single.setLoad(LOADING)
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
    for (const [id, timeline] of timelines) {
      if (!isSame(previous.get(id), next.get(id))) timeline.setOverlay(next.get(id) ?? [])
    }
  }

  return {
    batch,
    known: () => table.values(),
    get: (id) => table.get(id),
    attachList: (list) => lists.add(list),
    detachList: (list) => lists.delete(list),
    attachTimeline: (id, timeline) => {
      timelines.set(id, timeline)
      timeline.setOverlay(overlays.get(id) ?? [])
    },
    detachTimeline: (id) => timelines.delete(id),
    attachConversation: (id, single) => {
      singles.set(id, single)
      const held = table.get(id)
      if (held) single.set(held)
    },
    detachConversation: (id) => singles.delete(id),
    apply: (frame) => batch.run(() => apply(frame)),
    putConversation: (conversation) => batch.run(() => putConversation(conversation)),
    putMessage: (message) => batch.run(() => putMessage(message)),
    setOverlay: (items) => batch.run(() => setOverlay(items)),
    reset: (options) => batch.run(() => reset(options)),
  }
}

const isSame = (a: readonly MessageItem[] = [], b: readonly MessageItem[] = []): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index])
