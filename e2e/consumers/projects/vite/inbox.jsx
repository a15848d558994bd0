import { createClient } from '@pytake/client'
import { PytakeProvider, useConversationList, useMessages, useSendMessage } from '@pytake/react'
import { version } from 'react'

const client = createClient({ url: new URLSearchParams(location.search).get('api'), token: 'vite' })

export const Inbox = () => (
  <PytakeProvider client={client}>
    <h1>React {version}</h1>
    <List />
  </PytakeProvider>
)

const List = () => useConversationList().items.map(({ id, contact }) => <Chat key={id} id={id} name={contact.name} />)

function Chat({ id, name }) {
  const { items } = useMessages(id)
  const { send } = useSendMessage(id)
  return (
    <section>
      <h2>{name}</h2>
      {items.map(({ key, content, status }) => (
        <p key={key} title={status}>
          {content}
        </p>
      ))}
      <button onClick={() => send({ content: `Hello from React ${version}` })}>Reply</button>
    </section>
  )
}
