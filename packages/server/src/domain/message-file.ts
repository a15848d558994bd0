import { isFileMessageType, type Media, type ParsedSendMessageBody } from '@pytake/protocol'
import type { Change } from './change'
import type { KnownConversation, KnownMessage, StoredUpload } from './entity-rows'
import { ServerError } from './errors'
import { fileSummary, isVoice } from './file-summary'
import { channelOf, type InboxContext, invalid, newId } from './inbox-context'
import { isWaiting, seenMedia } from './media-files'
import type { OutboundFile } from './ports'
import type { Principal } from './principal'
import type { QueueContext } from './queue-context'
import { mediaOfUpload } from './upload'

/** A file that a message is about to take. */
export interface MessageFile {
  media: Media
  /** Where it lies. */
  key: string
  /** Null where it belongs to another message already. */
  upload: StoredUpload | null
  /** What the message says: the caption, or what stands for it. */
  content: string
}

/**
 * Finds the file that a body names; null where its type needs none.
 *
 * @throws ServerError `invalid_request` where it is missing or unknown, `media_refused` where the channel would refuse it
 */
export async function findFile(
  context: InboxContext,
  change: Change,
  principal: Principal,
  conversation: KnownConversation,
  body: ParsedSendMessageBody,
): Promise<MessageFile | null> {
  const { message_type: type, media_id: id, content } = body
  if (!isFileMessageType(type)) {
    if (id !== undefined) throw invalid('media_id', 'needs a message_type that is a file')
    return null
  }
  if (id === undefined) throw invalid('media_id', 'is needed for this message_type')
  const file = await openFile(context, change, principal, id)
  const caption = content.trim() === '' ? '' : content
  const channel = channelOf(context, conversation.tenant_id, conversation.channel_id)
  const refusal = channel?.refuseFile(type, file.media, caption) ?? null
  if (refusal !== null) {
    const { path, message } = refusal
    throw new ServerError('media_refused', `unable to send message; ${path} ${message}`, { errors: [refusal] })
  }
  return { ...file, content: caption === '' ? summaryOf(type, file.media) : caption }
}

async function openFile(context: InboxContext, change: Change, principal: Principal, id: string) {
  const upload = await change.rows.uploads.get(id)
  if (upload !== null && isWaiting(upload, principal)) return { media: mediaOfUpload(upload), key: id, upload }
  const { media, key } = await seenMedia(context, change.rows, principal, id).catch((cause: unknown) => {
    throw new ServerError('invalid_request', 'unable to accept request; media_id is not known', {
      errors: [{ path: 'media_id', message: 'is no file that you may send' }],
      cause,
    })
  })
  if (key === null) throw invalid('media_id', `is a file that is ${media.status}`)
  // One row a message: whoever may see the other conversation need not see this one.
  return { media: { ...media, id: newId(context) }, key, upload: null }
}

const summaryOf = (type: Parameters<typeof fileSummary>[0], { filename, mime_type }: Media): string =>
  fileSummary(type, { filename, voice: isVoice(mime_type) })

/** Makes the file the message's own; from then on it lives as long as the message. */
export async function takeFile({ rows, now }: Change, message: KnownMessage, channelId: string, file: MessageFile) {
  const { media, key, upload } = file
  await rows.media.insert({
    media,
    message_id: message.id,
    conversation_id: message.conversation_id,
    channel_id: channelId,
    external_id: '',
    key,
    fence: 0,
    tries: 0,
    due_at: now,
  })
  if (upload !== null) await rows.uploads.remove(upload.id)
}

/** The file of a message that is being sent, opened only when it is read. */
export async function outboundFile(
  { files }: QueueContext,
  { rows }: Change,
  message: KnownMessage,
): Promise<OutboundFile | null> {
  const { media, message_type: type, content } = message
  if (media === undefined || !isFileMessageType(type)) return null
  const key = (await rows.media.get(media.id))?.key ?? media.id
  const caption = content === summaryOf(type, media) ? null : content
  return { media, caption, read: () => files.read(key) }
}
