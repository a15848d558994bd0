import type { SearchQuery } from '@pytake/protocol'
import type { Rows } from './database'
import type { KnownMessage } from './entity-rows'
import { findHighlights } from './highlights'
import type { Found, Inbox } from './inbox'
import type { InboxContext } from './inbox-context'
import type { Policy } from './policy'
import type { Principal } from './principal'
import { readSearch, type SearchWord } from './search-words'

/** Rows read at once where a policy decides about each of them, and how often; what lies behind is not found. */
const POLICY_BATCH = 200
const MAX_POLICY_BATCHES = 10

export function createSearch({ database, policy }: InboxContext): Inbox['search'] {
  return (principal, query) =>
    database.read(principal.tenant_id, async (rows) => {
      // Before the data: what the log tells from here on can then only repeat, never leave out.
      const position = await rows.log.head()
      const request = readSearch(query.q)
      if (request.kind !== 'words') return { messages: [], contacts: [], position }
      const sight = createSight(rows, policy, principal)
      return {
        messages: await searchMessages(rows, sight, request.words, query),
        contacts: await searchContacts(rows, sight, request.words, query),
        position,
      }
    })
}

/** What one principal may see, asked once per conversation. */
interface Sight {
  conversation(id: string): Promise<boolean>
  contact(id: string): Promise<boolean>
}

function createSight(rows: Rows, policy: Policy, principal: Principal): Sight {
  if (policy.seesWholeTenant(principal)) return { conversation: async () => true, contact: async () => true }
  const known = new Map<string, boolean>()
  return {
    async conversation(id) {
      const answer = known.get(id)
      if (answer !== undefined) return answer
      const stored = await rows.conversations.get(id)
      const isSeen = stored !== null && policy.canSee(principal, stored.conversation)
      known.set(id, isSeen)
      return isSeen
    },
    // A person is known through what was said with them.
    contact: async (id) =>
      (await rows.conversations.ofContact(id)).some(({ conversation }) => policy.canSee(principal, conversation)),
  }
}

async function searchMessages(
  rows: Rows,
  sight: Sight,
  words: readonly SearchWord[],
  { limit }: SearchQuery,
): Promise<Found['messages']> {
  const hits: Found['messages'] = []
  let before: KnownMessage | null = null
  for (let batch = 0; batch < MAX_POLICY_BATCHES; batch += 1) {
    const found: KnownMessage[] = await rows.messages.search(words, before, POLICY_BATCH)
    for (const message of found) {
      if (!(await sight.conversation(message.conversation_id))) continue
      hits.push({ message, highlights: findHighlights(message.content, words) })
      if (hits.length === limit) return hits
    }
    before = found.at(-1) ?? null
    if (found.length < POLICY_BATCH) break
  }
  return hits
}

async function searchContacts(
  rows: Rows,
  sight: Sight,
  words: readonly SearchWord[],
  { limit }: SearchQuery,
): Promise<Found['contacts']> {
  const hits: Found['contacts'] = []
  for (let batch = 0; batch < MAX_POLICY_BATCHES; batch += 1) {
    const found = await rows.contacts.list({ words, offset: batch * POLICY_BATCH, limit: POLICY_BATCH })
    for (const contact of found) {
      if (!(await sight.contact(contact.id))) continue
      hits.push({ contact, highlights: findHighlights(contact.name, words) })
      if (hits.length === limit) return hits
    }
    if (found.length < POLICY_BATCH) break
  }
  return hits
}
