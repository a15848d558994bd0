import { createClient, type MessageItem, type PytakeClient } from '@pytake/client'
import { PytakeProvider, useConversationList, useMessages } from '@pytake/react'
import { renderToString } from 'react-dom/server'

const client: PytakeClient = createClient({ url: process.env['API_URL'] ?? '', token: 'bundler' })

function List() {
  const { items, status } = useConversationList({ status: 'waiting' })
  return (
    <main title={status}>
      {items.map(({ id }) => (
        <Chat key={id} id={id} />
      ))}
    </main>
  )
}

function Chat({ id }: { id: string }) {
  const items: readonly MessageItem[] = useMessages(id).items
  // @ts-expect-error: the id of a conversation is a text, so the types have arrived.
  useMessages(1)
  return <p>{items.length}</p>
}

const html = renderToString(
  <PytakeProvider client={client}>
    <List />
  </PytakeProvider>,
)
if (!html.startsWith('<main title="loading">')) throw new Error(html)
client.connect().then(async () => {
  await client.close()
  console.log('delivered')
})
