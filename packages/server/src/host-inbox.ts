import type { Contact, Conversation, EventData, Message, MessageStatusChange } from '@pytake/protocol'
import { isServerError } from './domain/errors'
import type { Inbox, InboxEvent, InboxEventType } from './domain/inbox'
import type { Logger } from './domain/ports'
import type { Principal } from './domain/principal'

interface MessageEvent {
  tenant_id: string
  message: Message
  /** As it is now, so it may already tell more than this message. */
  conversation: Conversation
}

/** What a listener of the host application gets, by the type of the event. */
export interface HostEvents {
  message_received: MessageEvent
  message_sent: MessageEvent
  message_updated: MessageEvent
  message_status_updated: { tenant_id: string; change: MessageStatusChange; conversation: Conversation }
  conversation_updated: { tenant_id: string; conversation: Conversation }
  conversation_deleted: { tenant_id: string; conversation_id: string; contact_id: string }
  contact_updated: { tenant_id: string; contact: Contact }
}

/** The inbox for the host application's own code: the same calls as over HTTP, and events with what belongs to them. */
export interface HostInbox extends Omit<Inbox, 'on'> {
  /**
   * Calls the listener after each commit of such an event on this node; returns the unsubscribe. A listener that
   * throws or rejects is logged and disturbs nobody.
   *
   * @example
   * server.inbox.on('message_received', async ({ message, conversation }) => console.log(conversation.contact.name, message.content))
   */
  on<Type extends InboxEventType>(type: Type, listener: (event: HostEvents[Type]) => void | Promise<void>): () => void
}

export function createHostInbox(inbox: Inbox, logger: Logger): HostInbox {
  const compose = composers(inbox)
  return {
    ...inbox,
    on: (type, listener) =>
      inbox.on(type, (event) => {
        void hand(compose[type], event, listener).catch((error: unknown) => {
          // Deleted before the listener's turn: there is nothing left to tell about it.
          if (isServerError(error, 'not_found')) return
          logger.error({ tenant_id: event.tenant_id, event: type, error }, 'a listener of the host application failed')
        })
      }),
  }
}

type Composers = { [Type in InboxEventType]: (event: InboxEvent<Type>) => Promise<HostEvents[Type]> }

async function hand<Type extends InboxEventType>(
  compose: Composers[Type],
  event: InboxEvent<Type>,
  listener: (event: HostEvents[Type]) => void | Promise<void>,
): Promise<void> {
  await listener(await compose(event))
}

function composers({ conversations }: Pick<Inbox, 'conversations'>): Composers {
  const conversationOf = (tenant_id: string, id: string): Promise<Conversation> =>
    conversations.get(host(tenant_id), id)
  const withConversation = async ({
    tenant_id,
    data,
  }: {
    tenant_id: string
    data: Message
  }): Promise<MessageEvent> => ({
    tenant_id,
    message: data,
    conversation: await conversationOf(tenant_id, data.conversation_id),
  })
  return {
    message_received: withConversation,
    message_sent: withConversation,
    message_updated: withConversation,
    message_status_updated: async ({
      tenant_id,
      data,
    }: {
      tenant_id: string
      data: EventData<'message_status_updated'>
    }) => ({
      tenant_id,
      change: data,
      conversation: await conversationOf(tenant_id, data.conversation_id),
    }),
    conversation_updated: async ({ tenant_id, data }) => ({ tenant_id, conversation: data }),
    conversation_deleted: async ({ tenant_id, data }) => ({
      tenant_id,
      conversation_id: data.conversation_id,
      contact_id: data.contact_id,
    }),
    contact_updated: async ({ tenant_id, data }) => ({ tenant_id, contact: data }),
  }
}

/** The host application itself. It has no row among the agents, and a policy that knows only those still lets an admin see. */
const host = (tenant_id: string): Principal => ({
  user_id: 'host',
  tenant_id,
  role: 'admin',
  name: null,
  expires_at: null,
})
