import type { Conversation } from '@pytake/protocol'
import type { ConversationQuery } from './snapshots'

/** Queries of the same value get the same key; blank searches are none. */
export function queryKey({ search, ...exact }: ConversationQuery): string {
  const fields = Object.entries(exact).filter(([, value]) => value !== undefined)
  return JSON.stringify([search?.trim() ?? '', ...fields.sort(([a], [b]) => (a < b ? -1 : 1))])
}

/**
 * Builds the membership test of a live list. `foundIds` are those the server found by what only it can see, the
 * contents of older messages; they stay members as long as the other conditions hold.
 */
export function createMatcher(
  query: ConversationQuery,
  foundIds: ReadonlySet<string>,
): (item: Conversation) => boolean {
  const { status, unread, assignee_id, label, channel_id } = query
  const words = searchWords(query.search)
  return (conversation) =>
    (status === undefined || conversation.status === status) &&
    (unread === undefined || conversation.unread_count > 0 === unread) &&
    (assignee_id === undefined || conversation.assignee_id === assignee_id) &&
    (label === undefined || conversation.labels.includes(label)) &&
    (channel_id === undefined || conversation.channel_id === channel_id) &&
    (words === null || foundIds.has(conversation.id) || matchesWords(conversation, words))
}

/** Null where nothing is searched for; empty where the search holds nothing but punctuation, which finds nothing. */
function searchWords(search: string | undefined): string[] | null {
  if (search === undefined || search.trim() === '') return null
  return fold(search)
    .split(/\s+/)
    .filter((word) => SEARCHABLE.test(word))
}

function matchesWords({ contact, last_message }: Conversation, words: readonly string[]): boolean {
  const text = `${fold(contact.name)}\n${fold(last_message ?? '')}`
  const phone = digitsOf(contact.phone ?? '')
  return (
    words.length > 0 &&
    words.every((word) => text.includes(word) || (PHONE_PART.test(word) && phone.includes(digitsOf(word))))
  )
}

/** Accents and case do not matter: "joão" is found by "JOAO". */
const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

const digitsOf = (text: string) => text.replace(/\D/g, '')

const SEARCHABLE = /[\p{L}\p{N}\p{Extended_Pictographic}]/u
const PHONE_PART = /^\+?[\d().-]*\d[\d().-]*$/
