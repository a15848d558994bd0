'use client'

import { useClient, useWebSocket } from '@pytake/react'
import { useState } from 'react'
import { useWords } from '../../words/words-provider'

/** Tells people who do not see the screen, politely, what customers write. */
export function Announcer() {
  const { chat } = useWords()
  const client = useClient()
  const [news, setNews] = useState('')

  useWebSocket({
    onMessage: (frame) => {
      if (frame.type !== 'message_received') return
      const { conversation_id, content } = frame.data
      const contact = client.conversation(conversation_id).getSnapshot().conversation?.contact
      if (contact !== undefined) setNews(chat.arrived(contact.name, content.slice(0, 200)))
    },
  })
  return (
    <p role="status" aria-live="polite" data-testid="announcer" className="sr-only">
      {news}
    </p>
  )
}
