import { createHash } from 'node:crypto'

/**
 * Hashes a JSON value so that equal values have equal hashes, whatever the order of their keys. A hash is kept instead
 * of the body, so that nothing a person wrote stands in a second place.
 *
 * @example
 * hashJson({ a: 1, b: 2 }) === hashJson({ b: 2, a: 1 }) // true
 */
export const hashJson = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('base64url')

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}
