import type { Message } from '@pytake/protocol'
import { sendMessageBody } from '@pytake/protocol'
import type { ClientOptions, Connection, OutboxView, PytakeClient, SendInput } from './client-api'
import type { ClientCore } from './client-core'
import { createClientCore } from './client-core'
import { connectionError } from './connection/connection'
import type { ConnectionState } from './connection/state'
import { PytakeError } from './errors'
import { createMediaLinks } from './sync/media-links'
import { createTypingSignals } from './sync/typing-signals'

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
  const { env, emitter, rest, store, queries, typing, outbox } = core
  const typingSignals = createTypingSignals(env, core.send)
  const viewing = createViewing(core)
  const loadOutbox = once(() => outbox.load())

  return {
    connect: () => {
      void loadOutbox()
      return connect(core)
    },
    close: async () => {
      typingSignals.close()
      core.close()
    },
    connection: connectionView(core),
    on: emitter.on,
    conversations: (query = {}) => queries.conversations(query),
    conversation: queries.conversation,
    messages: queries.messages,
    counts: () => queries.counts,
    agents: () => queries.agents,
    typing: typing.of,
    send: (conversationId, input) => {
      void loadOutbox()
      return send(core, conversationId, input)
    },
    retry: async (messageId) => {
      if (outbox.items().some(({ id }) => id === messageId)) return outbox.retry(messageId)
      store.putMessage(await rest.messages.retry(messageId))
    },
    markAsRead: async (conversationId, upToMessageId) => {
      const body = upToMessageId === undefined ? {} : { up_to_message_id: upToMessageId }
      store.putConversation(await rest.conversations.markRead(conversationId, body))
    },
    updateConversation: async (id, patch) => {
      const conversation = await rest.conversations.update(id, patch)
      store.putConversation(conversation)
      return conversation
    },
    setTyping: typingSignals.set,
    setViewing: viewing,
    mediaLink: createMediaLinks(env, (id) => rest.media.link(id)),
    outbox: outboxView(core),
    rest,
  }
}

function connect({ connection, onState }: ClientCore): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (state: ConnectionState): void => {
      if (state.status === 'connected') resolve()
      else if (state.status === 'offline' || state.status === 'closed') reject(connectionError(state))
      else return
      stop()
    }
    const stop = onState(settle)
    connection.connect()
    // Where it was connected already, no state follows.
    if (connection.state.status === 'connected') settle(connection.state)
  })
}

function send(core: ClientCore, conversationId: string, input: SendInput): Promise<Message> {
  const body = sendMessageBody.safeParse(input)
  if (body.success) return core.outbox.add(conversationId, body.data)
  const issue = body.error.issues[0]
  const fault = `${issue?.path.join('.') ?? 'it'} ${issue?.message ?? 'is wrong'}`
  return Promise.reject(new PytakeError('invalid_request', `unable to send message; ${fault}`, { cause: body.error }))
}

const connectionView = ({ connection, onState, send }: ClientCore): Connection => ({
  getState: () => connection.state,
  subscribe: onState,
  reconnect: () => connection.connect(),
  disconnect: () => connection.disconnect(),
  send,
})

const outboxView = ({ outbox, outboxCell }: ClientCore): OutboxView => ({
  items: () => outbox.items(),
  getSnapshot: outboxCell.getSnapshot,
  subscribe: outboxCell.subscribe,
  retry: (id) => outbox.retry(id),
  discard: (id) => outbox.discard(id),
})

/** A new socket knows nothing of what is on screen, so it is told again. */
function createViewing({ onState, send }: ClientCore): (conversationId: string | null) => void {
  let viewing: string | null = null
  const tell = () => send({ type: 'viewing', conversation_id: viewing })
  onState((state) => {
    if (state.status === 'connected' && viewing !== null) tell()
  })
  return (conversationId) => {
    if (conversationId === viewing) return
    viewing = conversationId
    tell()
  }
}

function once<Result>(task: () => Result): () => Result {
  let done: { result: Result } | null = null
  return () => (done ??= { result: task() }).result
}
