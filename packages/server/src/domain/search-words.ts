/** One word of a search: it matches a folded substring, or digits of a phone where it looks like a part of one. */
export interface SearchWord {
  folded: string
  digits: string | null
}

/** What a search text asks for. Only punctuation asks for something that nothing contains. */
export type SearchRequest = { kind: 'everything' } | { kind: 'nothing' } | { kind: 'words'; words: SearchWord[] }

/** Longer searches add nothing but work; the wire allows 200 characters. */
export const MAX_SEARCH_WORDS = 20

/**
 * Reads a search text: words are ANDed, accents and case folded.
 *
 * @example
 * readSearch('João 9999-0001')
 */
export function readSearch(text: string | undefined): SearchRequest {
  if (text === undefined || text.trim() === '') return { kind: 'everything' }
  const words = text
    .split(/\s+/u)
    .filter((word) => SEARCHABLE.test(word))
    .slice(0, MAX_SEARCH_WORDS)
    .map((word) => ({ folded: foldText(word), digits: PHONE_PART.test(word) ? phoneDigits(word) : null }))
  return words.length === 0 ? { kind: 'nothing' } : { kind: 'words', words }
}

/**
 * Folds case and accents, so that "joao" finds "João".
 *
 * Done here and stored, not by the database: SQLite folds ASCII only, PostgreSQL by its locale.
 */
export const foldText = (text: string): string =>
  text.normalize('NFD').replace(MARKS, '').toLowerCase().normalize('NFC')

/** The digits of a phone, for substring search. */
export const phoneDigits = (phone: string): string => phone.replace(/\D/g, '')

const MARKS = /\p{M}/gu
const SEARCHABLE = /[\p{L}\p{N}\p{Extended_Pictographic}]/u
const PHONE_PART = /^\+?[\d().-]*\d[\d().-]*$/
