/** Reads a JSON column that this package wrote, so its shape is trusted like that of any other column. */
export function readJson<T>(text: string): T {
  const value: T = JSON.parse(text)
  return value
}

/** The same for a column that may be empty. */
export const readOptionalJson = <T>(text: string | null): T | null => (text === null ? null : readJson<T>(text))

export const writeJson = (value: unknown): string => JSON.stringify(value)

export const writeOptionalJson = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value)

/** An object without the members that are null: on the wire an absent field means "none". */
export type Present<T> = { [Key in keyof T]?: NonNullable<T[Key]> }

/**
 * Drops the members that are null, so that the wire shape is rebuilt exactly.
 *
 * @example
 * present({ filename: null, size: 3 }) // { size: 3 }
 */
export function present<T extends Record<string, unknown>>(fields: T): Present<T> {
  const result: Present<T> = {}
  for (const key in fields) {
    const value = fields[key]
    if (value !== null && value !== undefined) result[key] = value
  }
  return result
}
