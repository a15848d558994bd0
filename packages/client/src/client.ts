import type { Message } from '@pytake/protocol'
import type { ClientOptions, PytakeClient, SendInput } from './client-api'
import type { ClientCore } from './client-core'
import { createClientCore } from './client-core'
import { connectionError } from './connection/connection'
import type { ConnectionState } from './connection/state'
import { failure } from './errors'
import { REPLY_KINDS } from './sync/reply-kinds'
import type { PresenceSnapshot, ReplyWindowSnapshot, TypingSnapshot, ViewersSnapshot } from './store/snapshots'

const NOBODY_TYPES: TypingSnapshot = { customer: false, agents: [] }
const NOBODY_THERE: PresenceSnapshot = { users: [] }
const NOBODY_LOOKS: ViewersSnapshot = { agents: [] }
const NO_WINDOW: ReplyWindowSnapshot = { state: 'none', closesAt: null, allows: REPLY_KINDS }

/**
 * Creates a client; nothing is opened or fetched until something is asked of it.
 *
 * @throws PytakeError `invalid_configuration`
 * @example
 * const client = createClient({ url: 'https://api.example.com', getToken: fetchToken })
 * await client.connect()
 * const list = client.conversations({ status: 'waiting' })
 * const unsubscribe = list.subscribe(() => render(list.getSnapshot().items))
 */
export function createClient(options: ClientOptions): PytakeClient {
  const core = createClientCore(options)
  const { emitter, rest, store, basis, queries, signals, connection, outbox, outboxCell, onState } = core

  const keep = async <Entity>(answer: Promise<Entity>, put: (entity: Entity) => void): Promise<Entity> => {
    const isCurrent = basis.mark()
    const entity = await answer
    if (isCurrent()) put(entity)
    return entity
  }

  return {
    connect: () => connect(core),
    close: async () => core.close(),
    logout: core.logout,
    connection: {
      getState: connection.state,
      subscribe: onState,
      reconnect: connection.connect,
      disconnect: connection.disconnect,
      send: connection.send,
    },
    on: emitter.on,
    conversations: queries.conversations,
    conversation: queries.conversation,
    messages: queries.messages,
    counts: () => queries.counts,
    agents: () => queries.agents,
    typing: (id) => signals.live(NOBODY_TYPES, ({ typing }) => typing(id)),
    presence: () => signals.live(NOBODY_THERE, ({ presence }) => presence()),
    viewers: (id) => signals.live(NOBODY_LOOKS, ({ viewers }) => viewers(id)),
    replyWindow: (id) => signals.live(NO_WINDOW, ({ replyWindow }) => replyWindow(id)),
    send: (conversationId, input) => send(core, conversationId, input),
    retry: async (messageId) => {
      if (outbox.items().some(({ id }) => id === messageId)) return outbox.retry(messageId)
      await keep(rest.messages.retry(messageId), store.putMessage)
    },
    markAsRead: async (id, upToMessageId) => {
      const body = upToMessageId === undefined ? {} : { up_to_message_id: upToMessageId }
      await keep(rest.conversations.markRead(id, body), store.putConversation)
    },
    updateConversation: (id, patch) => keep(rest.conversations.update(id, patch), store.putConversation),
    setTyping: (id, isTyping) => signals.tell(({ setTyping }) => setTyping(id, isTyping)),
    setViewing: createViewing(core),
    serverNow: connection.serverNow,
    isLeader: core.isLeader,
    draft: (conversationId) => {
      void core.begin()
      return core.drafts.of(conversationId)
    },
    mediaLink: async (id) => (await signals.get()).mediaLink(id),
    outbox: {
      ...outboxCell,
      items: outbox.items,
      retry: outbox.retry,
      discard: outbox.discard,
      edit: outbox.edit,
    },
    rest,
  }
}

function connect({ connection, begin, onState }: ClientCore): Promise<void> {
  void begin()
  return new Promise((resolve, reject) => {
    const settle = (state: ConnectionState): void => {
      if (state.status === 'connected') resolve()
      else if (state.status === 'offline' || state.status === 'closed') reject(connectionError(state))
      else return
      stop()
    }
    const stop = onState(settle)
    connection.connect()
    // Where it was connected or closed for good before, no state follows.
    settle(connection.state())
  })
}

async function send(
  { begin, outbox }: ClientCore,
  conversationId: string,
  { file, ...body }: SendInput,
): Promise<Message> {
  // Everything else is the server's to judge; this slip of the finger is not worth a red bubble.
  const mayBeBlank = file || body.media_id || body.message_type === 'template'
  if (!body.content.trim() && !mayBeBlank) throw failure('send an empty message', 'invalid_request')
  void begin()
  return outbox.add(conversationId, body, file)
}

/** A new socket knows nothing of what is on screen, so it is told again. */
function createViewing({ onState, connection }: ClientCore): (conversationId: string | null) => void {
  let viewing: string | null = null
  const tell = () => connection.send({ type: 'viewing', conversation_id: viewing })
  onState(({ status }) => {
    if (status === 'connected' && viewing !== null) tell()
  })
  return (conversationId) => {
    if (conversationId === viewing) return
    viewing = conversationId
    tell()
  }
}
