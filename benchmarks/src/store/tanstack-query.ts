import type { Conversation, DurableFrame, Message } from '@pytake/protocol'
import { QueryClient, QueryObserver } from '@tanstack/query-core'
import type { InboxStoreMaker } from './inbox-store'
import { received } from './inbox-store'
import { conversationId } from './traffic'

/** TanStack Query, each event put into its cache by `setQueryData`, as its guide to WebSockets shows. */
export const tanstackQuery: InboxStoreMaker = {
  name: '@tanstack/query-core',
  encode: (frame) => JSON.stringify(frame),
  async create(traffic) {
    const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, gcTime: Infinity } } })
    client.mount()
    let heard = 0
    const hold = (queryKey: readonly string[], data: unknown): void => {
      client.setQueryData(queryKey, data)
      new QueryObserver(client, { queryKey, enabled: false }).subscribe(() => void (heard += 1))
    }
    hold(LIST, received(traffic.conversations()).reverse())
    for (let number = 0; number < traffic.options.conversations; number += 1) {
      hold(chatKey(conversationId(number)), received(traffic.messagesOf(number)))
    }
    return {
      take: (text) => apply(client, JSON.parse(text)),
      read: () => ({
        conversations: client.getQueryData<Conversation[]>(LIST)?.length ?? 0,
        messages: client.getQueryData<Message[]>(chatKey(conversationId(0)))?.length ?? 0,
      }),
      close: () => client.unmount(),
    }
  },
}

const LIST = ['conversations'] as const
const chatKey = (id: string) => ['messages', id] as const

function apply(client: QueryClient, frame: DurableFrame): void {
  if (frame.type === 'conversation_updated') {
    client.setQueryData<Conversation[]>(LIST, (held = []) => [
      frame.data,
      ...held.filter(({ id }) => id !== frame.data.id),
    ])
  } else if (frame.type === 'message_status_updated') {
    const { conversation_id, message_id, status, version } = frame.data
    client.setQueryData<Message[]>(chatKey(conversation_id), (held = []) =>
      held.map((message) => (message.id === message_id ? { ...message, status, version } : message)),
    )
  } else if (frame.type === 'message_received') {
    client.setQueryData<Message[]>(chatKey(frame.data.conversation_id), (held = []) => [...held, frame.data])
  }
}
