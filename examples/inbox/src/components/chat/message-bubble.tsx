'use client'

import type { MessageItem } from '@pytake/client'
import clsx from 'clsx'
import { Lock } from 'lucide-react'
import { memo } from 'react'
import type { PlacedMessage } from '../../chat/group-messages'
import { DeliveryTrouble } from './delivery-trouble'
import { MessageContent } from './message-content'
import { MessageMeta } from './message-meta'
import { Reactions } from './reactions'

interface MessageBubbleProps extends Omit<PlacedMessage<MessageItem>, 'startsDay'> {
  /** Who speaks, above the first bubble of a group; null where the side already says it. */
  speaker: string | null
  /** The customer's name, for the descriptions of pictures. */
  contactName: string
}

/** One message as it stands in the chat. Drawn again only when it or its place in the group changes. */
export const MessageBubble = memo(function MessageBubble(props: MessageBubbleProps) {
  const { message, startsGroup, endsGroup, speaker, contactName } = props
  if (message.message_type === 'system') return <SystemLine message={message} />
  const isOurs = message.sender_type !== 'contact'
  const isNote = message.message_type === 'note'
  return (
    <div
      data-testid="message-bubble"
      data-message-id={message.id}
      data-key={message.key}
      data-status={message.status}
      data-direction={isOurs ? 'out' : 'in'}
      className={clsx(
        'flex flex-col px-4 md:px-6',
        isOurs ? 'items-end' : 'items-start',
        startsGroup ? 'pt-3' : 'pt-0.5',
      )}
    >
      <div
        className={clsx(
          'relative w-fit max-w-[min(85%,560px)] rounded-bubble px-3 py-1.5',
          isNote
            ? 'bg-bubble-note text-bubble-note-ink'
            : isOurs
              ? 'bg-bubble-out text-bubble-out-ink'
              : 'border border-bubble-in-line bg-bubble-in',
          endsGroup && (isOurs ? 'rounded-br-[3px]' : 'rounded-bl-[3px]'),
        )}
      >
        {startsGroup && speaker !== null && (
          <p className="flex items-center gap-1 text-meta font-semibold opacity-80">
            {isNote && <Lock aria-hidden size={12} />}
            {speaker}
          </p>
        )}
        <MessageContent message={message} contactName={contactName} />
        <MessageMeta message={message} />
      </div>
      <Reactions reactions={message.reactions} />
      {isOurs && <DeliveryTrouble message={message} />}
    </div>
  )
})

/** Something that happened in the conversation, said by nobody. */
function SystemLine({ message }: { message: MessageItem }) {
  return (
    <div
      data-testid="message-bubble"
      data-message-id={message.id}
      data-key={message.key}
      data-status={message.status}
      data-direction="none"
      className="px-8 py-2 text-center text-meta text-ink-faint"
    >
      {message.content}
    </div>
  )
}
