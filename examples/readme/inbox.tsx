import { createClient } from '@pytake/client'
import { PytakeProvider, useConversations } from '@pytake/react'

const session = async () => (await fetch('/api/session')).json()
const client = createClient({ url: 'http://localhost:8080', getToken: async () => (await session()).token })

function Inbox() {
  const { conversations, currentMessages, selectConversation, sendMessage } = useConversations()
  return (
    <>
      {conversations.map(({ id, contact }) => (
        <button key={id} onClick={() => selectConversation(id)} children={contact.name} />
      ))}
      {currentMessages.map(({ key, content, status }) => (
        <p key={key} title={status} children={content} />
      ))}
      <button onClick={() => sendMessage('Olá! Como posso ajudar?')}>Reply</button>
    </>
  )
}

export const App = () => <PytakeProvider client={client} children={<Inbox />} />
