import { browserEnv, createClient, type ClientEnv, type SocketEvents } from '@pytake/client'
import { EVENT_CURSOR_HEADER, type Conversation } from '@pytake/protocol'
import { PytakeProvider, useConversation, useConversationIds } from '@pytake/react'
import { memo } from 'react'
import { createRoot } from 'react-dom/client'
import { flushSync } from 'react-dom'
import { frameText } from './inbox'
import { drawRow } from './row'
import type { Mount } from './stage'

/** The whole product: a client that reads the same frames, and its hooks. */
export const mountPytake: Mount = async (conversations, container, drawn) => {
  const root = createRoot(container)
  const server = createServer(conversations)
  const client = createClient({ url: 'http://inbox.test', token: 'token-1', env: server.env })
  const list = client.conversations()
  await list.refresh()
  while (list.getSnapshot().hasMore) await list.loadMore()
  await client.connect()

  const Row = memo(function Row({ id }: { id: string }) {
    drawn.rows += 1
    const { conversation } = useConversation(id)
    return conversation === null ? null : drawRow(conversation)
  })
  function List() {
    drawn.lists += 1
    return (
      <ul>
        {useConversationIds().ids.map((id) => (
          <Row key={id} id={id} />
        ))}
      </ul>
    )
  }

  flushSync(() =>
    root.render(
      <PytakeProvider client={client}>
        <List />
      </PytakeProvider>,
    ),
  )
  // Loads of single conversations settle, so that nothing but the events is measured.
  await new Promise((resolve) => setTimeout(resolve, 20))
  return {
    apply: (text) => flushSync(() => server.tell(text)),
    unmount: () => {
      root.unmount()
      void client.close()
    },
  }
}

/** Answers pages and the first frame at once. */
function createServer(conversations: readonly Conversation[]): { env: ClientEnv; tell: (text: string) => void } {
  let socket: SocketEvents | null = null
  const env: ClientEnv = {
    ...browserEnv,
    fetch: async (request) => pageOf(conversations, new URL(request.url)),
    createSocket: (_, events) => {
      socket = events
      queueMicrotask(() => events.onOpen())
      return { send: (text) => text.includes('"auth"') && queueMicrotask(() => events.onMessage(WELCOME)), terminate }
    },
    onLifecycle: () => terminate,
  }
  return { env, tell: (text) => socket?.onMessage(text) }
}

const terminate = () => undefined

function pageOf(conversations: readonly Conversation[], { pathname, searchParams }: URL): Response {
  if (!pathname.endsWith('/conversations')) return new Response(null, { status: 404 })
  const from = Number(searchParams.get('cursor') ?? 0)
  const until = from + Number(searchParams.get('limit'))
  const link = until < conversations.length ? `<${pathname}?cursor=${until}>; rel="next"` : ''
  const headers = { [EVENT_CURSOR_HEADER]: 'e1.1', Link: link }
  return Response.json(conversations.slice(from, until), { headers })
}

const WELCOME = frameText({
  type: 'auth_ok',
  connection_id: 'connection-1',
  cursor: 'e1.1',
  resumed: true,
  heartbeat_ms: 25_000,
  server_time: '2026-01-15T10:00:00.000Z',
  user: { id: 'agent-1', tenant_id: 'tenant-1', role: 'agent', name: null, expires_at: null },
})
