import { ServerError } from '../domain/errors'

/**
 * Checks that a key is a plain file name: no separators, no leading dot, nothing that could leave the folder.
 *
 * @throws ServerError `not_found`, since nothing can lie under another key
 */
export function safeKey(key: string): string {
  if (SAFE_KEY.test(key)) return key
  throw new ServerError('not_found', 'unable to find file; its key is not a plain name')
}

const SAFE_KEY = /^[A-Za-z0-9][A-Za-z0-9_-]{2,127}(\.[a-z0-9]{1,10})?$/

export interface ByteRange {
  start: number
  /** Exclusive. */
  end: number
}

/**
 * The part of a file that is to be read; an end beyond the file is cut to it.
 *
 * @throws ServerError `range_not_satisfiable` where nothing of the range lies in the file
 */
export function rangeWithin(size: number, range: ByteRange | undefined): ByteRange {
  if (range === undefined) return { start: 0, end: size }
  const end = Math.min(range.end, size)
  if (range.start >= 0 && range.start < end) return { start: range.start, end }
  throw new ServerError('range_not_satisfiable', 'unable to read file; the range lies outside of it')
}
