'use client'

import type { MessageItem } from '@pytake/client'
import type { Media } from '@pytake/protocol'
import { Ban, Contact } from 'lucide-react'
import type { ReactNode } from 'react'
import { captionOf, wordsOf } from '../../chat/readable-content'
import { useWords } from '../../words/words-provider'
import { kindName } from '../kind-name'
import { DocumentCard } from './document-card'
import { LocationCard } from './location-card'
import { MetaLine, MetaSpace } from './message-meta'
import { PhotoCard } from './photo-card'
import { RichText } from './rich-text'
import { VideoCard } from './video-card'
import { VoiceNote } from './voice-note'

/** What a message says, by its kind. */
export function MessageContent({ message, contactName }: { message: MessageItem; contactName: string }) {
  const { media: words } = useWords()
  const { content, message_type: type } = message
  if (message.deleted_at !== undefined) return <Aside message={message} text={words.deleted} />
  if (message.media !== undefined) {
    return <MediaContent message={message} media={message.media} contactName={contactName} />
  }
  if (message.location !== undefined)
    return <Card message={message}>{<LocationCard location={message.location} />}</Card>
  switch (type) {
    case 'text':
    case 'note':
    case 'interactive':
    case 'template':
      return <Words message={message} text={content} />
    case 'contacts':
      return (
        <span className="flex items-center gap-2">
          <Contact aria-hidden size={18} className="shrink-0 opacity-70" />
          <span>
            <Words message={message} text={wordsOf(type, content)} />
          </span>
        </span>
      )
    default:
      return <UnsupportedContent message={message} />
  }
}

function MediaContent({ message, media, contactName }: { message: MessageItem; media: Media; contactName: string }) {
  const caption = captionOf(message.message_type, message.content, media.filename)
  switch (message.message_type) {
    case 'image':
    case 'sticker':
      return (
        <Card message={message} caption={caption}>
          <PhotoCard media={media} contactName={contactName} isSticker={message.message_type === 'sticker'} />
        </Card>
      )
    case 'audio':
      return (
        <Card message={message} caption={caption}>
          <VoiceNote media={media} />
        </Card>
      )
    case 'video':
      return (
        <Card message={message} caption={caption}>
          <VideoCard media={media} />
        </Card>
      )
    case 'document':
      return (
        <Card message={message} caption={caption}>
          <DocumentCard media={media} />
        </Card>
      )
    default:
      return <UnsupportedContent message={message} />
  }
}

/** A card, and below it the caption or else a line for time and tick. */
function Card({
  message,
  caption = null,
  children,
}: {
  message: MessageItem
  caption?: string | null
  children: ReactNode
}) {
  return (
    <>
      {children}
      {caption === null ? <MetaLine /> : <Words message={message} text={caption} />}
    </>
  )
}

function Words({ message, text }: { message: MessageItem; text: string }) {
  return (
    <>
      <RichText text={text} />
      <MetaSpace message={message} />
    </>
  )
}

/** A kind that this page cannot draw says what it is and shows the readable summary that every message carries. */
function UnsupportedContent({ message }: { message: MessageItem }) {
  const words = useWords()
  const isNameless = message.message_type === 'unsupported'
  const text = isNameless ? words.media.unsupportedAny : words.media.unsupported(kindName(message.message_type, words))
  return (
    <>
      {!isNameless && message.content !== '' && <RichText text={message.content} />}
      <Aside message={message} text={text} />
    </>
  )
}

function Aside({ message, text }: { message: MessageItem; text: string }) {
  return (
    <p className="text-secondary italic opacity-80">
      <Ban aria-hidden size={14} className="mr-1 mb-0.5 inline" />
      {text}
      <MetaSpace message={message} />
    </p>
  )
}
