const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/**
 * Writes a size as people read it, e.g. "240 kB" or "1.5 MB".
 *
 * @param bytes a whole number
 * @param locale BCP 47
 */
export function fileSize(bytes: number, locale: string): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const amount = bytes / 1000 ** power
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: amount < 10 && power > 0 ? 1 : 0,
  }).format(amount)
}
