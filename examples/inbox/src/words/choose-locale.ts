import { isLocale, type Locale } from './catalogue'

/** Name of the cookie in which a person's own choice of language is kept. */
export const LOCALE_COOKIE = 'inbox-locale'

/**
 * Chooses the language of a page: the person's own choice first, then what the browser asks for, then English.
 *
 * @param acceptLanguage the header as sent, e.g. `pt-PT,pt;q=0.9,en;q=0.5`
 * @example
 * chooseLocale(undefined, 'pt-PT,pt;q=0.9') // 'pt-BR'
 */
export function chooseLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(chosen)) return chosen
  for (const tag of preferredTags(acceptLanguage ?? '')) {
    if (tag === '*') break
    // Portuguese of any country reads the Brazilian words better than English ones.
    if (/^pt\b/i.test(tag)) return 'pt-BR'
    if (/^en\b/i.test(tag)) return 'en'
  }
  return 'en'
}

function preferredTags(header: string): string[] {
  return header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim())
      const quality = parameters.find((parameter) => parameter.startsWith('q='))
      return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) }
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .toSorted((left, right) => right.quality - left.quality)
    .map(({ tag }) => tag)
}

/**
 * The regional tag to write dates by: what the browser prefers of the chosen language, e.g. `en-GB` for `en`.
 *
 * @example
 * regionOf('en', 'pt-BR, en-GB;q=0.8') // 'en-GB'
 */
export function regionOf(locale: Locale, acceptLanguage: string | null): string {
  const language = locale.slice(0, 2)
  const region = preferredTags(acceptLanguage ?? '').find((tag) => tag.startsWith(`${language}-`) && isFormattable(tag))
  return region ?? locale
}

function isFormattable(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0
  } catch {
    // Not a well-formed tag: anybody can send any header.
    return false
  }
}
