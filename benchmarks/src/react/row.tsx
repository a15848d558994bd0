import type { Conversation } from '@pytake/protocol'
import type { ReactNode } from 'react'

/** What every contestant draws of a conversation. */
export function drawRow({ contact, last_message, unread_count }: Conversation): ReactNode {
  return (
    <li>
      <b>{contact.name}</b>
      <span>{last_message}</span>
      <i>{unread_count}</i>
    </li>
  )
}
