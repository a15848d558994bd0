import type { Message } from '@pytake/protocol'
import type { ClientOptions, PytakeClient, SendInput } from './client-api'
import type { ClientCore } from './client-core'
import { createClientCore } from './client-core'
import { connectionError } from './connection/connection'
import type { ConnectionState } from './connection/state'
import { failure } from './errors'
import { createRecentMap } from './lib/recent-map'
import type { Live } from './lib/live'
import type { ReplyWindowSnapshot } from './store/snapshots'
import { createMediaLinks } from './sync/media-links'
import { createReplyWindow } from './sync/reply-window'
import { createTypingSignals } from './sync/typing-signals'

const MAX_REPLY_WINDOWS = 200

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
  const { env, emitter, rest, store, queries, typing, presence, connection, outbox, outboxCell, onState } = core

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
    typing: typing.of,
    presence: () => presence,
    viewers: presence.viewers,
    replyWindow: createReplyWindows(core),
    send: (conversationId, input) => send(core, conversationId, input),
    retry: async (messageId) => {
      if (outbox.items().some(({ id }) => id === messageId)) return outbox.retry(messageId)
      store.putMessage(await rest.messages.retry(messageId))
    },
    markAsRead: async (id, upToMessageId) => {
      const body = upToMessageId === undefined ? {} : { up_to_message_id: upToMessageId }
      store.putConversation(await rest.conversations.markRead(id, body))
    },
    updateConversation: async (id, patch) => {
      const conversation = await rest.conversations.update(id, patch)
      store.putConversation(conversation)
      return conversation
    },
    setTyping: createTypingSignals(env, connection.send),
    setViewing: createViewing(core),
    serverNow: connection.serverNow,
    draft: (conversationId) => {
      void core.begin()
      return core.drafts.of(conversationId)
    },
    mediaLink: createMediaLinks(env, rest.media.link),
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

async function send({ begin, outbox }: ClientCore, conversationId: string, input: SendInput): Promise<Message> {
  // Everything else is the server's to judge; this slip of the finger is not worth a red bubble.
  if (!input.content.trim()) throw failure('send an empty message', 'invalid_request')
  void begin()
  return outbox.add(conversationId, input)
}

/** The same conversation gives the same live window. */
function createReplyWindows({ env, connection, queries }: ClientCore): (id: string) => Live<ReplyWindowSnapshot> {
  const windows = createRecentMap<Live<ReplyWindowSnapshot>>(MAX_REPLY_WINDOWS)
  return (id) => {
    const window = windows.get(id) ?? createReplyWindow(env, connection.serverNow, queries.conversation(id))
    windows.set(id, window)
    return window
  }
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
