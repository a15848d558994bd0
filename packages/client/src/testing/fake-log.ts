import type {
  Agent,
  Contact,
  Conversation,
  CreateContactBody,
  DurableFrame,
  Message,
  MessageStatus,
  ParsedSendMessageBody,
  UpdateContactBody,
  UpdateConversationBody,
} from '@pytake/protocol'
import { aContact, aConversation, aMessage } from './entities'
import { Refusal } from './fake-refusal'
import { FakeJournal } from './fake-journal'
import type { FakePrincipal } from './fake-principals'
import { checkSend, patchedFields, statusAfterReply, statusAfterInbound } from './fake-rules'

const ONE_AGENT: FakePrincipal = {
  user_id: 'agent-1',
  tenant_id: 'tenant-1',
  role: 'agent',
  name: 'Bia',
  expiresAtMs: null,
}

/** What a backup holds. */
interface Truth {
  conversations: Map<string, Conversation>
  messages: Map<string, Message>
  contacts: Map<string, Contact>
  /** By sender and `client_message_id` what was sent. */
  sends: Map<string, { body: string; messageId: string }>
  /** By conversation the `seq` up to which the team has read. */
  markers: Map<string, number>
  position: number
}

/** The server's truth in the smallest form: entities, and one dense log of what happened to them. */
export class FakeLog extends FakeJournal {
  readonly conversations = new Map<string, Conversation>()
  readonly messages = new Map<string, Message>()
  readonly contacts = new Map<string, Contact>()
  readonly agents = new Map<string, Agent>([['agent-1', { user_id: 'agent-1', name: 'Bia', role: 'agent' }]])
  readonly #sends: Truth['sends'] = new Map()
  readonly #markers: Truth['markers'] = new Map()
  #backup: Truth = this.#copy()

  /** Something that was there before anybody looked: no event tells of it. */
  seed(fields: Partial<Conversation> & { id: string }): Conversation {
    this.position += 1
    const contact = { id: `contact-of-${fields.id}`, name: 'João Silva', phone: '+5511999990001', version: 1 }
    const conversation = aConversation({
      contact_id: fields.contact?.id ?? contact.id,
      contact,
      version: this.position,
      ...fields,
    })
    this.conversations.set(conversation.id, conversation)
    const { tenant_id } = conversation
    this.contacts.set(conversation.contact.id, aContact({ ...conversation.contact, tenant_id }))
    this.appendQuietly()
    return conversation
  }

  backUp(): void {
    this.#backup = this.#copy()
  }

  /** Goes back to the backup; what happens from here on has positions that meant something else before. */
  restore(): void {
    this.epoch += 'x'
    this.position = this.#backup.position
    this.events.length = 0
    refill(this.conversations, this.#backup.conversations)
    refill(this.messages, this.#backup.messages)
    refill(this.contacts, this.#backup.contacts)
    refill(this.#sends, this.#backup.sends)
    refill(this.#markers, this.#backup.markers)
  }

  conversationsFor(principal: FakePrincipal): Conversation[] {
    return [...this.conversations.values()].filter(({ id, tenant_id }) =>
      this.canSee(principal, { tenantId: tenant_id, conversationId: id }),
    )
  }

  /** @throws Refusal `not_found`, also for what exists and is not to be seen */
  visible(principal: FakePrincipal, id: string): Conversation {
    const held = this.conversations.get(id)
    if (held && this.canSee(principal, { tenantId: held.tenant_id, conversationId: id })) return held
    throw new Refusal('not_found')
  }

  contactsFor({ tenant_id }: FakePrincipal): Contact[] {
    return [...this.contacts.values()].filter((contact) => contact.tenant_id === tenant_id)
  }

  agentsFor({ tenant_id }: FakePrincipal): Agent[] {
    return tenant_id === ONE_AGENT.tenant_id ? [...this.agents.values()] : []
  }

  /** The customer writes. */
  receives(conversationId: string, content: string, fields: Partial<Message> = {}): Message {
    const { contact_id, status, assignee_id, unread_count } = this.#get(conversationId)
    const message = this.#create(conversationId, { content, sender_id: contact_id, ...fields })
    this.#tell({ type: 'message_received', data: message })
    this.#touch(conversationId, message, {
      status: statusAfterInbound(status, assignee_id),
      unread_count: unread_count + 1,
    })
    return message
  }

  /** Stores an agent's message; the same key answers with the same message. */
  stores(conversationId: string, body: ParsedSendMessageBody, principal = ONE_AGENT): Message {
    const { client_message_id, content, message_type, metadata, reply_to_id, location } = body
    const key = `${principal.user_id} ${client_message_id ?? ''}`
    const text = JSON.stringify([conversationId, body])
    const earlier = client_message_id === undefined ? undefined : this.#sends.get(key)
    if (earlier) return this.#sameAsBefore(earlier, text)
    checkSend(body, this.#get(conversationId), this.messagesOf(conversationId))
    const message = this.#create(conversationId, {
      content,
      message_type,
      metadata,
      sender_type: 'agent',
      sender_id: principal.user_id,
      status: body.message_type === 'note' ? 'sent' : 'pending',
      ...(client_message_id === undefined ? {} : { client_message_id }),
      ...(reply_to_id === undefined ? {} : { reply_to_id }),
      ...(location === undefined ? {} : { location }),
    })
    if (client_message_id !== undefined) this.#sends.set(key, { body: text, messageId: message.id })
    this.#tell({ type: 'message_sent', data: message })
    const { status } = this.#get(conversationId)
    this.#touch(conversationId, message, {
      status: body.message_type === 'note' ? status : statusAfterReply(status),
    })
    return message
  }

  changesStatus(messageId: string, status: MessageStatus): void {
    const held = this.#getMessage(messageId)
    this.position += 1
    this.messages.set(messageId, { ...held, status, version: this.position })
    const data = { message_id: messageId, status, conversation_id: held.conversation_id, version: this.position }
    this.#tell({ type: 'message_status_updated', data })
  }

  /** Changes a message as a whole, e.g. its reactions. */
  changesMessage(messageId: string, fields: Partial<Message>): Message {
    const held = this.#getMessage(messageId)
    this.position += 1
    const message = { ...held, ...fields, updated_at: this.#time(), version: this.position }
    this.messages.set(messageId, message)
    this.#tell({ type: 'message_updated', data: message })
    return message
  }

  /** Sends a failed message again, as a new attempt. */
  retries(messageId: string): Message {
    const held = { ...this.#getMessage(messageId) }
    delete held.error
    this.messages.set(messageId, held)
    return this.changesMessage(messageId, { status: 'pending' })
  }

  removesMessage(messageId: string): Message {
    return this.changesMessage(messageId, { content: '', deleted_at: this.#time() })
  }

  updates(id: string, fields: Partial<Conversation>): Conversation {
    this.position += 1
    const conversation = { ...this.#get(id), ...fields, version: this.position }
    this.conversations.set(id, conversation)
    this.#tell({ type: 'conversation_updated', data: conversation })
    return conversation
  }

  patches(id: string, body: UpdateConversationBody): Conversation {
    const held = this.#get(id)
    const last = this.messages.get(held.last_message_id ?? '')
    const fields = patchedFields(held, body, last?.sender_type === 'contact')
    return fields === null ? held : this.updates(id, fields)
  }

  /** Moves the read marker up to a message, or to the newest; it never moves back. */
  reads(id: string, upToMessageId?: string): Conversation {
    const held = this.#get(id)
    const inbound = this.messagesOf(id).filter(({ sender_type }) => sender_type === 'contact')
    const newest = Math.max(0, ...inbound.map(({ seq }) => seq))
    const upTo = upToMessageId === undefined ? newest : this.messages.get(upToMessageId)?.seq
    if (upTo === undefined) throw new Refusal('invalid_request')
    const marker = Math.max(upTo, this.#markers.get(id) ?? 0)
    this.#markers.set(id, marker)
    const unread_count = inbound.filter(({ seq }) => seq > marker).length
    return unread_count === held.unread_count ? held : this.updates(id, { unread_count })
  }

  deletes(id: string): void {
    const { contact_id } = this.#get(id)
    this.position += 1
    this.conversations.delete(id)
    for (const message of this.messagesOf(id)) this.messages.delete(message.id)
    this.#tell({ type: 'conversation_deleted', data: { conversation_id: id, contact_id, version: this.position } })
  }

  messagesOf(conversationId: string): Message[] {
    return [...this.messages.values()].filter((message) => message.conversation_id === conversationId)
  }

  /** A new contact; nobody is told, since no conversation shows it yet. */
  meets({ name, phone, metadata = {} }: CreateContactBody, tenant_id = ONE_AGENT.tenant_id): Contact {
    const at = this.#time()
    const id = `contact-${this.epoch}-${this.contacts.size + 1}`
    const contact = aContact({ id, tenant_id, name, phone, metadata, created_at: at, updated_at: at })
    this.contacts.set(contact.id, contact)
    return contact
  }

  /** The contact's conversation, new. */
  opens({ id, tenant_id, name, phone, version }: Contact, channel_id = 'channel-1'): Conversation {
    const at = this.#time()
    const fields = { tenant_id, contact_id: id, contact: { id, name, phone, version }, channel_id }
    const conversation = aConversation({ id: `conversation-of-${id}`, ...fields, created_at: at, updated_at: at })
    this.conversations.set(conversation.id, conversation)
    return this.updates(conversation.id, {})
  }

  changesContact(id: string, body: UpdateContactBody): Contact {
    const held = this.contacts.get(id)
    if (held === undefined) throw new Refusal('not_found')
    this.position += 1
    const { name = held.name, metadata = held.metadata } = body
    const contact = { ...held, name, metadata, updated_at: this.#time(), version: this.position }
    this.contacts.set(id, contact)
    for (const conversation of this.conversations.values()) {
      if (conversation.contact_id !== id) continue
      const { phone, version } = contact
      this.conversations.set(conversation.id, { ...conversation, contact: { id, name, phone, version } })
    }
    this.#tell({ type: 'contact_updated', data: contact })
    return contact
  }

  deletesContact(id: string): void {
    for (const conversation of [...this.conversations.values()]) {
      if (conversation.contact_id === id) this.deletes(conversation.id)
    }
    this.contacts.delete(id)
  }

  #sameAsBefore(earlier: { body: string; messageId: string }, body: string): Message {
    const held = this.messages.get(earlier.messageId)
    if (earlier.body === body && held) return held
    const errors = [{ path: 'client_message_id', message: 'was used with another body' }]
    throw new Refusal('idempotency_mismatch', { errors })
  }

  #get(id: string): Conversation {
    const held = this.conversations.get(id)
    if (held === undefined) throw new Error(`no conversation ${id}`)
    return held
  }

  #getMessage(id: string): Message {
    const held = this.messages.get(id)
    if (held === undefined) throw new Error(`no message ${id}`)
    return held
  }

  #create(conversationId: string, fields: Partial<Message>): Message {
    this.position += 1
    const created_at = this.#time()
    const at = { seq: this.position, version: this.position, created_at, updated_at: created_at }
    const id = `message-${this.epoch}-${this.position}`
    const { tenant_id } = this.#get(conversationId)
    const message = aMessage({ id, tenant_id, conversation_id: conversationId, ...at, ...fields })
    this.messages.set(message.id, message)
    return message
  }

  #touch(id: string, message: Message, fields: Partial<Conversation>): void {
    this.updates(id, {
      last_message: message.content,
      last_message_time: message.created_at,
      last_message_id: message.id,
      last_message_type: message.message_type,
      last_message_sender_type: message.sender_type,
      ...fields,
    })
  }

  #time(): string {
    return new Date(this.now()).toISOString()
  }

  #tell(frame: FrameBody): void {
    this.append({ ...frame, cursor: this.cursor, at: this.#time() })
  }

  #copy(): Truth {
    return {
      conversations: new Map(this.conversations),
      messages: new Map(this.messages),
      contacts: new Map(this.contacts),
      sends: new Map(this.#sends),
      markers: new Map(this.#markers),
      position: this.position,
    }
  }
}

/** An event without its envelope. */
type FrameBody = DurableFrame extends infer Frame
  ? Frame extends DurableFrame
    ? Omit<Frame, 'cursor' | 'at'>
    : never
  : never

function refill<Key, Value>(held: Map<Key, Value>, from: ReadonlyMap<Key, Value>): void {
  held.clear()
  for (const [key, value] of from) held.set(key, value)
}
