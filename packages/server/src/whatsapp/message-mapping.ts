import { MAX_NAME_LENGTH, normalizeText } from '@pytake/protocol'
import type { ReceivedContact, ReceivedItem } from '../domain/ports'
import { readContent, unreadableContent, type MessageContent } from './content'
import { providerTime, setAside, type Mapped } from './mapped'
import { messageBodies, messageHead, type MessageHead, type Sender } from './payloads'
import type { Senders } from './senders'

/** Reads one message with the senders that its delivery names. */
export function mapMessage(raw: unknown, senders: Senders): Mapped {
  const head = messageHead.safeParse(raw).data
  if (head === undefined) return setAside('unreadable_message', raw)
  // A group is nobody's conversation: shown as one, an agent would answer a member in private.
  if (head.group_id !== undefined) return setAside('group_message', raw)
  const contact = contactOf(head, raw, senders)
  if (contact === null) return setAside('no_sender', raw)
  if (head.type === 'reaction') return mapReaction(head, raw, contact)
  const content = readContent(head.type, raw)
  const item = messageItem(head, contact, content ?? unreadableContent(head.type))
  // The agent sees that something came; the operator keeps what it was.
  return { items: [item], set_aside: content === null ? [{ reason: `type:${head.type ?? 'none'}`, raw }] : [] }
}

function messageItem(head: MessageHead, contact: ReceivedContact, content: MessageContent): ReceivedItem {
  const { media, metadata, about_external_id, ...message } = content
  const { context, referral } = head
  return {
    kind: 'message',
    external_id: head.id,
    provider_time: providerTime(head.timestamp),
    contact,
    message: {
      ...message,
      ...(referral !== undefined && { referral }),
      metadata: {
        ...metadata,
        ...(context?.forwarded === true && { forwarded: true }),
        ...(context?.frequently_forwarded === true && { forwarded: true, frequently_forwarded: true }),
        ...(context?.referred_product !== undefined && { referred_product: context.referred_product }),
      },
    },
    media,
    reply_to_external_id: about_external_id ?? context?.id ?? null,
  }
}

/** A removal comes without `emoji`, from some senders with an empty one. */
function mapReaction(head: MessageHead, raw: unknown, contact: ReceivedContact): Mapped {
  const { data } = messageBodies.reaction.safeParse(raw)
  if (data === undefined) return setAside('type:reaction', raw)
  const { message_id, emoji } = data.reaction
  return {
    items: [
      {
        kind: 'reaction',
        external_id: head.id,
        provider_time: providerTime(head.timestamp),
        target_external_id: message_id,
        emoji: emoji === undefined || emoji === '' ? null : emoji,
        contact,
      },
    ],
    set_aside: [],
  }
}

/**
 * Who wrote. The phone stands in `from`; a person with a username may have none anywhere, then their user id is the
 * address.
 */
function contactOf(head: MessageHead, raw: unknown, senders: Senders): ReceivedContact | null {
  const previous =
    head.type === 'system' ? messageBodies.system.safeParse(raw).data?.system.previous_user_id : undefined
  const userId = head.from_user_id ?? previous
  const ids = [head.from, userId].filter((id) => id !== undefined)
  const named = ids.map((id) => senders.byId.get(id)).find((one) => one !== undefined)
  const known = named ?? (ids.length === 0 ? senders.only : null)
  const phoneId = head.from ?? known?.wa_id
  const address = phoneId ?? userId ?? known?.user_id
  if (address === undefined) return null
  return { address, name: nameOf(known), phone: phoneId === undefined ? null : toE164(phoneId) }
}

function nameOf(known: Sender | null): string | null {
  const name = [known?.profile?.name, known?.profile?.username].find((text) => text !== undefined && text.trim() !== '')
  return name === undefined ? null : normalizeText(name.trim().slice(0, MAX_NAME_LENGTH))
}

const toE164 = (waId: string): string | null => (/^[1-9]\d{6,14}$/.test(waId) ? `+${waId}` : null)
