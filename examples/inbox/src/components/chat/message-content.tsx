'use client'

import type { MessageItem } from '@pytake/client'
import type { Media } from '@pytake/protocol'
import { Ban, Contact } from 'lucide-react'
import { useWords } from '../../words/words-provider'
import { kindName } from '../kind-name'
import { DocumentCard } from './document-card'
import { LocationCard } from './location-card'
import { MetaSpace } from './meta-space'
import { PhotoCard } from './photo-card'
import { RichText } from './rich-text'
import { VideoCard } from './video-card'
import { VoiceNote } from './voice-note'

/** What a message says, by its kind. */
export function MessageContent({ message, contactName }: { message: MessageItem; contactName: string }) {
  const { media: words } = useWords()
  if (message.deleted_at !== undefined) return <Aside message={message} text={words.deleted} />
  if (message.media !== undefined)
    return <MediaContent message={message} media={message.media} contactName={contactName} />
  if (message.location !== undefined) return <LocationCard location={message.location} />
  switch (message.message_type) {
    case 'text':
    case 'note':
    case 'interactive':
    case 'template':
      return <Words message={message} text={message.content} />
    case 'contacts':
      return (
        <p className="flex items-center gap-2 pb-4">
          <Contact aria-hidden size={18} className="shrink-0 text-ink-soft" />
          <RichText text={message.content} />
        </p>
      )
    default:
      return <UnsupportedContent message={message} />
  }
}

function MediaContent({ message, media, contactName }: { message: MessageItem; media: Media; contactName: string }) {
  const caption = message.content.trim() === '' ? null : <Words message={message} text={message.content} />
  switch (message.message_type) {
    case 'image':
    case 'sticker':
      return (
        <>
          <PhotoCard media={media} contactName={contactName} isSticker={message.message_type === 'sticker'} />
          {caption ?? <span className="block h-4" />}
        </>
      )
    case 'audio':
      return <VoiceNote media={media} />
    case 'video':
      return (
        <>
          <VideoCard media={media} />
          {caption ?? <span className="block h-4" />}
        </>
      )
    case 'document':
      return (
        <>
          <DocumentCard media={media} />
          {caption ?? <span className="block h-4" />}
        </>
      )
    default:
      return <UnsupportedContent message={message} />
  }
}

function Words({ message, text }: { message: MessageItem; text: string }) {
  return (
    <>
      <RichText text={text} />
      <MetaSpace isOurs={message.sender_type !== 'contact'} />
    </>
  )
}

/** A kind that this page cannot draw says what it is and shows the readable summary that every message carries. */
function UnsupportedContent({ message }: { message: MessageItem }) {
  const words = useWords()
  const text =
    message.message_type === 'unsupported'
      ? words.media.unsupportedAny
      : words.media.unsupported(kindName(message.message_type, words))
  return (
    <>
      {message.message_type !== 'unsupported' && message.content !== '' && <RichText text={message.content} />}
      <Aside message={message} text={text} />
    </>
  )
}

function Aside({ message, text }: { message: MessageItem; text: string }) {
  return (
    <p className="text-secondary italic opacity-80">
      <Ban aria-hidden size={14} className="mr-1 mb-0.5 inline" />
      {text}
      <MetaSpace isOurs={message.sender_type !== 'contact'} />
    </p>
  )
}
