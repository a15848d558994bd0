import type { Conversation, DurableFrame, Message, MessageStatus, ParsedSendMessageBody } from '@pytake/protocol'
import { aConversation, aMessage } from './entities'

/** The server's truth in the smallest form: entities, and one dense log of what happened to them. */
export class FakeLog {
  readonly conversations = new Map<string, Conversation>()
  readonly messages = new Map<string, Message>()
  readonly events: { position: number; frame: DurableFrame }[] = []
  readonly #listeners = new Set<(frame: DurableFrame) => void>()
  epoch = 'e1'
  position = 0
  #clock: () => number
  #backup: { conversations: Conversation[]; messages: Message[]; position: number } = {
    conversations: [],
    messages: [],
    position: 0,
  }

  constructor(clock: () => number) {
    this.#clock = clock
  }

  get cursor(): string {
    return this.cursorAt(this.position)
  }

  cursorAt(position: number): string {
    return `${this.epoch}.${position}`
  }

  /** Null where the cursor is of another epoch. */
  positionOf(cursor: string): number | null {
    const [epoch, position] = cursor.split('.')
    return epoch === this.epoch ? Number(position) : null
  }

  after(position: number): DurableFrame[] {
    return this.events.filter((event) => event.position > position).map(({ frame }) => frame)
  }

  onEvent(listener: (frame: DurableFrame) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Something that was there before anybody looked: no event tells of it. */
  seed(fields: Partial<Conversation> & { id: string }): Conversation {
    this.position += 1
    const contact = { id: `contact-of-${fields.id}`, name: 'João Silva', phone: '+5511999990001', version: 1 }
    const conversation = aConversation({ contact_id: contact.id, contact, version: this.position, ...fields })
    this.conversations.set(conversation.id, conversation)
    return conversation
  }

  backUp(): void {
    const { position } = this
    this.#backup = { conversations: [...this.conversations.values()], messages: [...this.messages.values()], position }
  }

  /** Goes back to the backup; what happens from here on has positions that meant something else before. */
  restore(): void {
    this.epoch += 'x'
    this.position = this.#backup.position
    this.events.length = 0
    this.conversations.clear()
    this.messages.clear()
    for (const conversation of this.#backup.conversations) this.conversations.set(conversation.id, conversation)
    for (const message of this.#backup.messages) this.messages.set(message.id, message)
  }

  /** The customer writes. */
  receives(conversationId: string, content: string): Message {
    const message = this.#create(conversationId, { content })
    this.#append({ type: 'message_received', data: message, ...this.#head() })
    this.#touch(conversationId, message, { unread_count: this.#get(conversationId).unread_count + 1 })
    return message
  }

  /** Stores an agent's message; the same key answers with the same message. */
  stores(conversationId: string, body: ParsedSendMessageBody): Message {
    const { client_message_id } = body
    for (const held of this.messages.values()) {
      if (client_message_id !== undefined && held.client_message_id === client_message_id) return held
    }
    const message = this.#create(conversationId, {
      content: body.content,
      sender_type: 'agent',
      sender_id: 'agent-1',
      status: 'pending',
      ...(client_message_id === undefined ? {} : { client_message_id }),
    })
    this.#append({ type: 'message_sent', data: message, ...this.#head() })
    this.#touch(conversationId, message, { status: 'active' })
    return message
  }

  changesStatus(messageId: string, status: MessageStatus): void {
    const held = this.messages.get(messageId)
    if (held === undefined) throw new Error(`no message ${messageId}`)
    this.position += 1
    this.messages.set(messageId, { ...held, status, version: this.position })
    const data = { message_id: messageId, status, conversation_id: held.conversation_id, version: this.position }
    this.#append({ type: 'message_status_updated', data, ...this.#head() })
  }

  updates(id: string, fields: Partial<Conversation>): Conversation {
    this.position += 1
    const conversation = { ...this.#get(id), ...fields, version: this.position }
    this.conversations.set(id, conversation)
    this.#append({ type: 'conversation_updated', data: conversation, ...this.#head() })
    return conversation
  }

  deletes(id: string): void {
    const { contact_id } = this.#get(id)
    this.position += 1
    this.conversations.delete(id)
    const data = { conversation_id: id, contact_id, version: this.position }
    this.#append({ type: 'conversation_deleted', data, ...this.#head() })
  }

  messagesOf(conversationId: string): Message[] {
    return [...this.messages.values()].filter((message) => message.conversation_id === conversationId)
  }

  #get(id: string): Conversation {
    const held = this.conversations.get(id)
    if (held === undefined) throw new Error(`no conversation ${id}`)
    return held
  }

  #create(conversationId: string, fields: Partial<Message>): Message {
    this.position += 1
    const created_at = this.#time()
    const at = { seq: this.position, version: this.position, created_at, updated_at: created_at }
    const id = `message-${this.epoch}-${this.position}`
    const message = aMessage({ id, conversation_id: conversationId, ...at, ...fields })
    this.messages.set(message.id, message)
    return message
  }

  #touch(id: string, message: Message, fields: Partial<Conversation>): void {
    this.updates(id, {
      last_message: message.content,
      last_message_time: message.created_at,
      last_message_id: message.id,
      ...fields,
    })
  }

  #head() {
    return { cursor: this.cursor, at: this.#time() }
  }

  #time(): string {
    return new Date(this.#clock()).toISOString()
  }

  #append(frame: DurableFrame): void {
    this.events.push({ position: this.position, frame })
    for (const listener of [...this.#listeners]) listener(frame)
  }
}
