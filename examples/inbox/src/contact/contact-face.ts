/** Initials of a name: first and last word, "?" where there are no letters. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /\p{L}/u.test(word))
  const first = firstLetter(words[0])
  const last = words.length > 1 ? firstLetter(words.at(-1)) : ''
  return first === '' ? '?' : `${first}${last}`.toUpperCase()
}

/** A hue in degrees that always belongs to the same id, so that a face is recognised before its name is read. */
export function hueOf(id: string): number {
  let hash = 0
  for (const character of id) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0
  // Steps of 30° keep neighbours apart; the golden ratio spreads ids that differ only at their end.
  return Math.round((((hash * 0.618_033_988_75) % 1) * 360) / 30) * 30
}

/** Writes a Brazilian number as Brazilians do and leaves every other one in E.164. */
export function readablePhone(phone: string): string {
  const brazilian = /^\+55(\d{2})(\d{4,5})(\d{4})$/.exec(phone)
  return brazilian === null ? phone : `+55 ${brazilian[1]} ${brazilian[2]}-${brazilian[3]}`
}

const firstLetter = (word: string | undefined) => /\p{L}/u.exec(word ?? '')?.[0] ?? ''
