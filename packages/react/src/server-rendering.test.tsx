import { act } from '@testing-library/react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { createWorld } from './testing/world'
import { useConversationList } from './use-conversation-list'
import { useConversations } from './use-conversations'
import { useCounts } from './use-counts'
import { useMediaLink } from './use-media-link'
import { useMessages } from './use-messages'
import { useWebSocket } from './use-web-socket'

function Page() {
  const { isLoading, conversations, isConnected } = useConversations()
  const list = useConversationList({ status: 'waiting' })
  const messages = useMessages('c1')
  const { counts } = useCounts()
  const link = useMediaLink('file-1')
  const { status } = useWebSocket()
  return JSON.stringify([
    isLoading,
    conversations,
    isConnected,
    list.status,
    messages.status,
    counts,
    link.status,
    status,
  ])
}

test('a server renders the loading state and opens or fetches nothing', () => {
  const { Provider, server } = createWorld()
  const html = renderToString(
    <Provider>
      <Page />
    </Provider>,
  )
  expect(html.replaceAll('&quot;', '"')).toBe('[true,[],false,"loading","loading",null,"loading","idle"]')
  expect(server.requests).toEqual([])
  expect(server.sockets).toEqual([])
})

test('hydration over a client that already knows more is no mismatch', async () => {
  const { Provider, server, client, advance } = createWorld()
  server.log.seed({ id: 'c1' })
  const page = (
    <Provider>
      <Page />
    </Provider>
  )
  const container = document.createElement('div')
  container.innerHTML = renderToString(page)
  client.conversations({}).subscribe(() => {})
  void client.connect()
  await advance()

  const onRecoverableError = vi.fn()
  await act(async () => {
    hydrateRoot(container, page, { onRecoverableError })
  })
  await advance()
  expect(onRecoverableError).not.toHaveBeenCalled()
  expect(container.textContent).toContain('"c1"')
})
