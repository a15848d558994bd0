import { createClient } from '@pytake/client'
import type { ClientEnv, MessageTimeline } from '@pytake/client'
import type { InboxStoreMaker } from './inbox-store'
import type { Traffic } from './traffic'
import { conversationId, cursorOf } from './traffic'

/** `@pytake/client`, from the text on the socket to the listeners, through its public surface. */
export const ours: InboxStoreMaker = {
  name: '@pytake/client',
  encode: (frame) => JSON.stringify(frame),
  async create(traffic) {
    const network = createNetwork(traffic)
    const client = createClient({ url: 'http://inbox.test', token: 'token', env: network.env })
    await client.connect()
    const list = client.conversations()
    let heard = 0
    const hear = () => void (heard += 1)
    list.subscribe(hear)
    await list.refresh()
    while (list.getSnapshot().hasMore) await list.loadMore()
    const chats: MessageTimeline[] = []
    for (let number = 0; number < traffic.options.conversations; number += 1) {
      const chat = client.messages(conversationId(number))
      chat.subscribe(hear)
      await chat.refresh()
      while (chat.getSnapshot().hasOlder) await chat.loadOlder()
      chats.push(chat)
    }
    return {
      take: network.tell,
      read: () => ({
        conversations: list.getSnapshot().items.length,
        messages: chats[0]?.getSnapshot().items.length ?? 0,
      }),
      close: () => void client.close(),
    }
  },
}

/** A server without a network, that knows what the traffic begins with. */
function createNetwork(traffic: Traffic): { env: ClientEnv; tell(text: string): void } {
  let tell = (_text: string): void => undefined
  const env: ClientEnv = {
    now: () => Date.now(),
    monotonicNow: () => performance.now(),
    isHidden: () => false,
    setTimer: (delayMs, task) => {
      const timer = setTimeout(task, delayMs).unref()
      return () => clearTimeout(timer)
    },
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    fetch: async (request) => answer(traffic, new URL(request.url)),
    createSocket: (_url, events) => {
      tell = events.onMessage
      queueMicrotask(events.onOpen)
      return { send: () => queueMicrotask(() => tell(authOk(traffic))), terminate: () => undefined }
    },
    onLifecycle: () => () => undefined,
    pageAddress: () => null,
    log: () => undefined,
    load: (importer) => importer(),
  }
  return { env, tell: (text) => tell(text) }
}

function answer(traffic: Traffic, url: URL): Response {
  const { searchParams: query, pathname } = url
  const limit = Number(query.get('limit') ?? 50)
  const [, conversation] = /\/conversations\/([^/]+)\/messages$/.exec(pathname) ?? []
  const all = conversation === undefined ? traffic.conversations().reverse() : messagesBackwards(traffic, conversation)
  const last = query.get('cursor') ?? query.get('before')
  const start = last === null ? 0 : all.findIndex(({ id }) => id === last) + 1
  const items = all.slice(start, start + limit)
  const headers: Record<string, string> = { 'X-Event-Cursor': head(traffic) }
  const end = items.at(-1)
  if (end && start + limit < all.length) {
    headers['Link'] = `<${pathname}?${conversation === undefined ? 'cursor' : 'before'}=${end.id}>; rel="next"`
  }
  return Response.json(conversation === undefined ? items : items.reverse(), { headers })
}

const messagesBackwards = (traffic: Traffic, id: string) => traffic.messagesOf(Number(id.slice(-12))).reverse()

const head = ({ options }: Traffic) => cursorOf(options.conversations * options.messagesEach)

const authOk = (traffic: Traffic): string =>
  JSON.stringify({
    type: 'auth_ok',
    connection_id: 'connection-1',
    cursor: head(traffic),
    resumed: true,
    heartbeat_ms: 25_000,
    server_time: new Date().toISOString(),
    user: { id: 'agent-1', tenant_id: 'tenant-1', role: 'agent', name: 'Bia', expires_at: null },
  })
