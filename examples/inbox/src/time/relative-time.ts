import type { Words } from '../words/catalogue'

/** What turns instants into words: the region's habits, the language's words and, for tests, a time zone. */
export interface TimeStyle {
  /** BCP 47 with a region where it is known: `en-GB` and `en-US` write dates differently. */
  locale: string
  words: Words['time']
  timeZone?: string
}

const MINUTE_MS = 60_000

/**
 * Says when something happened as briefly as a list row can: "now", "14:32", "yesterday", "12/03", "12/03/24".
 *
 * @param iso the instant, ISO 8601
 * @param nowMs milliseconds since 1970
 * @example
 * relativeTime('2026-01-15T10:30:00.000Z', Date.now(), { locale: 'pt-BR', words: catalogue['pt-BR'].time })
 */
export function relativeTime(iso: string, nowMs: number, style: TimeStyle): string {
  const thenMs = Date.parse(iso)
  // A server clock slightly ahead of ours must not read as a moment in the future.
  if (Math.abs(nowMs - thenMs) < MINUTE_MS) return style.words.now
  switch (daysBetween(thenMs, nowMs, style)) {
    case 0:
      return clockTime(iso, style)
    case 1:
      return style.words.yesterdayShort
    default:
      return shortDate(thenMs, nowMs, style)
  }
}

/** The time of day, e.g. "14:32" or "2:32 PM". */
export function clockTime(iso: string, style: TimeStyle): string {
  return formatter(style, clockOf(style)).format(Date.parse(iso))
}

/** When something ends, e.g. "18:30", or with its day where that is not today: "ter., 18:30". */
export function deadline(iso: string, nowMs: number, style: TimeStyle): string {
  const endMs = Date.parse(iso)
  const isToday = calendarDay(endMs, style.timeZone) === calendarDay(nowMs, style.timeZone)
  return formatter(style, { ...clockOf(style), ...(isToday ? {} : { weekday: 'short' }) }).format(endMs)
}

/** The name of a day above its messages: "Today", "Yesterday", "Monday, 12 January", with the year where it is another. */
export function dayLabel(iso: string, nowMs: number, style: TimeStyle): string {
  const thenMs = Date.parse(iso)
  switch (daysBetween(thenMs, nowMs, style)) {
    case 0:
      return style.words.today
    case 1:
      return style.words.yesterday
    default:
      return formatter(style, {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        ...(yearOf(thenMs, style) === yearOf(nowMs, style) ? {} : { year: 'numeric' }),
      }).format(thenMs)
  }
}

/** A full date and time, for titles and details. */
export function fullTime(iso: string, style: TimeStyle): string {
  return formatter(style, { dateStyle: 'long', timeStyle: 'short' }).format(Date.parse(iso))
}

/** A key that is equal for two instants of the same calendar day, e.g. "2026-01-15". */
export function dayKey(iso: string, timeZone?: string): string {
  return calendarDay(Date.parse(iso), timeZone)
}

/** Length of a recording, e.g. "0:07" or "12:30". */
export function duration(totalMs: number): string {
  const seconds = Math.max(0, Math.round(totalMs / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function shortDate(thenMs: number, nowMs: number, style: TimeStyle): string {
  const sameYear = yearOf(thenMs, style) === yearOf(nowMs, style)
  return formatter(style, { day: '2-digit', month: '2-digit', ...(sameYear ? {} : { year: '2-digit' }) }).format(thenMs)
}

/** Calendar days from one instant to another; 0 also for instants of tomorrow, which only a wrong clock can produce. */
function daysBetween(thenMs: number, nowMs: number, { timeZone }: TimeStyle): number {
  const midnightMs = (instantMs: number) => Date.parse(`${calendarDay(instantMs, timeZone)}T00:00:00Z`)
  return Math.max(0, Math.round((midnightMs(nowMs) - midnightMs(thenMs)) / 86_400_000))
}

/** Two digits where the clock has 24 hours, as in "09:05"; one where it has twelve, as in "9:05 AM". */
const clockOf = ({ locale }: TimeStyle): Intl.DateTimeFormatOptions => ({
  hour: cached(locale, { hour: 'numeric' }).resolvedOptions().hour12 === true ? 'numeric' : '2-digit',
  minute: '2-digit',
})

const yearOf = (instantMs: number, { timeZone }: TimeStyle) => calendarDay(instantMs, timeZone).slice(0, 4)

/** Swedish writes dates as ISO 8601 does, which makes them a sortable key in any time zone. */
const calendarDay = (instantMs: number, timeZone: string | undefined) =>
  cached('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instantMs)

const formatter = ({ locale, timeZone }: TimeStyle, options: Intl.DateTimeFormatOptions) =>
  cached(locale, { timeZone, ...options })

/** Formatters cost about 50 µs each to build and a list asks for hundreds; there are only a dozen different ones. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function cached(tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${tag} ${JSON.stringify(options)}`
  const known = formatters.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(tag, options)
  formatters.set(key, made)
  return made
}
