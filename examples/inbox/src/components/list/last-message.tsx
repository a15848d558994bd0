'use client'

import type { Conversation } from '@pytake/protocol'
import { Bot, Contact, CornerUpLeft, File, Image, Lock, MapPin, Mic, Smile, Video, type LucideIcon } from 'lucide-react'
import { useWords } from '../../words/words-provider'
import { kindName } from '../kind-name'
import { wordsOf } from '../../chat/readable-content'
import { MarkedText } from '../marked-text'

const kindIcons: Record<string, LucideIcon> = {
  image: Image,
  audio: Mic,
  video: Video,
  document: File,
  sticker: Smile,
  location: MapPin,
  contacts: Contact,
  note: Lock,
}

/** The newest message in one line, with the marks of its sender and its kind. */
export function LastMessage({ conversation, term }: { conversation: Conversation; term: string }) {
  const words = useWords()
  const { last_message: text, last_message_type: type } = conversation
  const kind = type ?? 'text'
  if (text === null)
    return <span className="min-w-0 flex-1 truncate text-secondary text-ink-faint">{words.list.noMessages}</span>
  const KindIcon = kindIcons[kind]
  return (
    <span className="flex min-w-0 flex-1 items-center gap-1 text-secondary text-ink-soft">
      <SenderMark sender={conversation.last_message_sender_type} />
      {KindIcon !== undefined && <KindIcon aria-hidden size={14} strokeWidth={1.75} className="shrink-0" />}
      <span dir="auto" className="min-w-0 truncate">
        <MarkedText text={firstLine(wordsOf(kind, text)) || kindName(kind, words)} term={term} />
      </span>
    </span>
  )
}

function SenderMark({ sender }: { sender: string | null }) {
  const { list } = useWords()
  if (sender !== 'agent' && sender !== 'bot') return null
  const Icon = sender === 'bot' ? Bot : CornerUpLeft
  return (
    <>
      <Icon aria-hidden size={14} strokeWidth={1.75} className="shrink-0 text-ink-faint" />
      <span className="sr-only">{sender === 'bot' ? list.bot : list.team}</span>
    </>
  )
}

/** Line breaks become spaces; a row has one line and needs no more than the start of a long text. */
const firstLine = (text: string) => text.slice(0, 200).replace(/\s+/g, ' ')
