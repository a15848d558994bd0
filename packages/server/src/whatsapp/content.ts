import type { FileMessageType, Message } from '@pytake/protocol'
import { fileSummary } from '../domain/file-summary'
import type { ReceivedItem } from '../domain/ports'
import { messageBodies, type ReceivedFile } from './payloads'
import { callPermission, contactNames, productNames } from './summaries'

type ReceivedMessage = Extract<ReceivedItem, { kind: 'message' }>

/** What a message says, whoever sent it. */
export interface MessageContent {
  content: string
  message_type: Message['message_type']
  location?: NonNullable<Message['location']>
  contacts?: NonNullable<Message['contacts']>
  interactive?: NonNullable<Message['interactive']>
  /** Facts without a field of their own, in words that another channel could use too. */
  metadata: Record<string, unknown>
  media: ReceivedMessage['media']
  /** The message that this one is about, where the type itself names it. */
  about_external_id: string | null
}

/**
 * Reads the part of a message that its `type` names; null where the type is unknown or its part unreadable.
 *
 * Summaries are emoji and names, never words: the reader's language is not known here.
 *
 * @example
 * readContent('text', { text: { body: 'Olá' } })?.content // 'Olá'
 */
export function readContent(type: string | undefined, raw: unknown): MessageContent | null {
  return type !== undefined && isReadable(type) ? READERS[type](raw) : null
}

/** What an agent sees of a message nobody can read. */
export const unreadableContent = (type: string | undefined): MessageContent => ({
  ...said('unsupported', type === undefined ? '❔' : `❔ ${type}`),
  metadata: type === undefined ? {} : { unsupported_type: type },
})

const said = (message_type: Message['message_type'], content: string): MessageContent => ({
  content,
  message_type,
  metadata: {},
  media: null,
  about_external_id: null,
})

/** The first text that says something. */
const firstOf = (...texts: (string | undefined)[]): string | undefined =>
  texts.find((text) => text !== undefined && text.trim() !== '')

const labelled = (emoji: string, ...texts: (string | undefined)[]): string => {
  const text = firstOf(...texts)
  return text === undefined ? emoji : `${emoji} ${text}`
}

const fileContent = (type: FileMessageType, file: ReceivedFile): MessageContent => ({
  ...said(type, firstOf(file.caption) ?? fileSummary(type, file)),
  metadata: { ...(file.voice === true && { voice: true }), ...(file.animated === true && { animated: true }) },
  media: {
    external_id: file.id,
    mime_type: file.mime_type ?? 'application/octet-stream',
    filename: file.filename ?? null,
    sha256: file.sha256 ?? null,
  },
})

function readText(raw: unknown): MessageContent | null {
  const { data } = messageBodies.text.safeParse(raw)
  return data === undefined ? null : said('text', firstOf(data.text.body) ?? '💬')
}

function readImage(raw: unknown): MessageContent | null {
  const { data } = messageBodies.image.safeParse(raw)
  return data === undefined ? null : fileContent('image', data.image)
}

function readVideo(raw: unknown): MessageContent | null {
  const { data } = messageBodies.video.safeParse(raw)
  return data === undefined ? null : fileContent('video', data.video)
}

function readAudio(raw: unknown): MessageContent | null {
  const { data } = messageBodies.audio.safeParse(raw)
  return data === undefined ? null : fileContent('audio', data.audio)
}

function readDocument(raw: unknown): MessageContent | null {
  const { data } = messageBodies.document.safeParse(raw)
  return data === undefined ? null : fileContent('document', data.document)
}

function readSticker(raw: unknown): MessageContent | null {
  const { data } = messageBodies.sticker.safeParse(raw)
  return data === undefined ? null : fileContent('sticker', data.sticker)
}

function readLocation(raw: unknown): MessageContent | null {
  const { data } = messageBodies.location.safeParse(raw)
  if (data === undefined) return null
  const { latitude, longitude, name, address, url } = data.location
  return {
    ...said('location', labelled('📍', name, address, `${latitude}, ${longitude}`)),
    location: {
      latitude,
      longitude,
      ...(name !== undefined && { name }),
      ...(address !== undefined && { address }),
      ...(url !== undefined && { url }),
    },
  }
}

function readContacts(raw: unknown): MessageContent | null {
  const { data } = messageBodies.contacts.safeParse(raw)
  if (data === undefined) return null
  return { ...said('contacts', labelled('👤', contactNames(data.contacts))), contacts: data.contacts }
}

function readInteractive(raw: unknown): MessageContent | null {
  const { data } = messageBodies.interactive.safeParse(raw)
  if (data === undefined) return null
  const { type, button_reply, list_reply, nfm_reply } = data.interactive
  const picked = firstOf(button_reply?.title, list_reply?.title, button_reply?.id, list_reply?.id)
  const summary =
    picked ??
    (type === 'call_permission_reply'
      ? callPermission(data.interactive)
      : labelled('📋', nfm_reply?.body, nfm_reply?.name, type))
  return { ...said('interactive', summary), interactive: data.interactive }
}

/** A tap on a quick reply of a template. */
function readButton(raw: unknown): MessageContent | null {
  const { data } = messageBodies.button.safeParse(raw)
  if (data === undefined) return null
  const summary = firstOf(data.button.text, data.button.payload) ?? '🔘'
  return { ...said('interactive', summary), interactive: { type: 'button', button: data.button } }
}

function readOrder(raw: unknown): MessageContent | null {
  const { data } = messageBodies.order.safeParse(raw)
  if (data === undefined) return null
  const summary = labelled('🛒', data.order.text, productNames(data.order.product_items))
  return { ...said('interactive', summary), interactive: { type: 'order', order: data.order } }
}

function readSystem(raw: unknown): MessageContent | null {
  const { data } = messageBodies.system.safeParse(raw)
  if (data === undefined) return null
  const { type, body, wa_id, new_wa_id, user_id } = data.system
  const newAddress = wa_id ?? new_wa_id ?? user_id
  return {
    ...said('system', labelled('ℹ️', body, type)),
    metadata: {
      ...(type !== undefined && { system_type: type }),
      ...(newAddress !== undefined && { new_address: newAddress }),
    },
  }
}

/** Meta itself cannot hand this one over; its own word for the type is all there is. */
function readUnsupported(raw: unknown): MessageContent | null {
  const { data } = messageBodies.unsupported.safeParse(raw)
  return data === undefined ? null : unreadableContent(data.unsupported?.type)
}

/** A correction by the customer. Shown as a message about the old one, so that nobody misses that the words changed. */
function readEdit(raw: unknown): MessageContent | null {
  const { data } = messageBodies.edit.safeParse(raw)
  if (data === undefined) return null
  const { original_message_id, message } = data.edit
  const inner = message === undefined || message.type === 'edit' ? null : readContent(message.type, message)
  return {
    ...unreadableContent('edit'),
    content: labelled('✏️', inner?.content),
    about_external_id: original_message_id,
  }
}

function readRevoke(raw: unknown): MessageContent | null {
  const { data } = messageBodies.revoke.safeParse(raw)
  if (data === undefined) return null
  return { ...unreadableContent('revoke'), content: '🗑️', about_external_id: data.revoke.original_message_id }
}

const READERS = {
  text: readText,
  image: readImage,
  video: readVideo,
  audio: readAudio,
  document: readDocument,
  sticker: readSticker,
  location: readLocation,
  contacts: readContacts,
  interactive: readInteractive,
  button: readButton,
  order: readOrder,
  system: readSystem,
  unsupported: readUnsupported,
  // The same under its older name.
  unknown: readUnsupported,
  edit: readEdit,
  revoke: readRevoke,
} satisfies Record<string, (raw: unknown) => MessageContent | null>

const isReadable = (type: string): type is keyof typeof READERS => Object.hasOwn(READERS, type)
