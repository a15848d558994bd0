import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely'
import type { SearchWord } from '../domain/search-words'
import type { Tables } from './schema'

type Condition<Table extends keyof Tables> = ExpressionWrapper<Tables, Table, SqlBool>

/** A word in a contact's name or phone. */
export function matchesContact<Table extends keyof Tables>(
  eb: ExpressionBuilder<Tables, Table | 'contacts'>,
  word: SearchWord,
): Condition<Table | 'contacts'> {
  const name = contains('contacts.name_folded', word.folded)
  return word.digits === null ? eb.and([name]) : eb.or([name, contains('contacts.phone_digits', word.digits)])
}

/** A word in a contact's name or phone, or in any message of the conversation. */
export function matchesConversation(
  eb: ExpressionBuilder<Tables, 'contacts' | 'conversations'>,
  word: SearchWord,
): Condition<'contacts' | 'conversations'> {
  const saidSomewhere = eb.exists(
    eb
      .selectFrom('messages')
      .select(sql<number>`1`.as('found'))
      .whereRef('messages.tenant_id', '=', 'conversations.tenant_id')
      .whereRef('messages.conversation_id', '=', 'conversations.id')
      .where(contains('messages.content_folded', word.folded)),
  )
  return eb.or([matchesContact(eb, word), saidSomewhere])
}

/** Literal substring: the wildcards of LIKE are escaped, so that "100%" finds "100%". */
export const contains = (column: string, text: string) =>
  sql<SqlBool>`${sql.ref(column)} like ${`%${text.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`
