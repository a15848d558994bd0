'use client'

import { createClient } from '@pytake/client'
import { PytakeProvider, useConversationList, useMessages, useSendMessage } from '@pytake/react'
import { useState } from 'react'

export function Inbox({ api }) {
  const [client] = useState(() => createClient({ url: api, token: 'next' }))
  return (
    <PytakeProvider client={client}>
      <List />
    </PytakeProvider>
  )
}

function List() {
  const { items } = useConversationList()
  return items.map(({ id, contact }) => <Chat key={id} id={id} name={contact.name} />)
}

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
      <button onClick={() => send({ content: `Hello from ${document.querySelector('h1').textContent}` })}>Reply</button>
    </section>
  )
}
