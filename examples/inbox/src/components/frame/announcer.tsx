'use client'

import { useClient } from '@pytake/react'
import { useEffect, useState } from 'react'
import { useWords } from '../../words/words-provider'

/** Tells people who do not see the screen, politely, what customers write. */
export function Announcer() {
  const { chat } = useWords()
  const client = useClient()
  const [news, setNews] = useState('')

  useEffect(
    () =>
      client.on('message_received', (message) => {
        const contact = client.conversation(message.conversation_id).getSnapshot().conversation?.contact
        if (contact !== undefined) setNews(chat.arrived(contact.name, message.content.slice(0, 200)))
      }),
    [client, chat],
  )
  return (
    <p role="status" aria-live="polite" data-testid="announcer" className="sr-only">
      {news}
    </p>
  )
}
