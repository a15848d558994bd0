import { en, type Words } from './en'
import { ptBr } from './pt-br'

export type { Words } from './en'

/** The languages of the inbox, as BCP 47 tags. */
export const locales = ['pt-BR', 'en'] as const
export type Locale = (typeof locales)[number]

/** The one message catalogue. A missing or superfluous key in any language does not compile. */
export const catalogue: Record<Locale, Words> = { en, 'pt-BR': ptBr }

export const localeNames: Record<Locale, string> = { 'pt-BR': 'Português (Brasil)', en: 'English' }

export const isLocale = (value: string | undefined): value is Locale => locales.some((locale) => locale === value)
