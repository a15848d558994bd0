'use client'

import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react'
import type { TimeStyle } from '../time/relative-time'
import { catalogue, type Locale, type Words } from './catalogue'
import { LOCALE_COOKIE } from './choose-locale'

interface Language {
  locale: Locale
  words: Words
  timeStyle: TimeStyle
  setLocale: (locale: Locale) => void
}

const LanguageContext = createContext<Language | null>(null)

/** Gives everything below it the words of one language. */
export function WordsProvider({
  initialLocale,
  region,
  children,
}: {
  initialLocale: Locale
  /** The person's regional tag, e.g. `en-GB`, for dates. */
  region: string
  children: ReactNode
}) {
  const [locale, setLocale] = useState(initialLocale)

  const choose = useCallback((next: Locale) => {
    document.cookie = `${LOCALE_COOKIE}=${next}; path=/; max-age=31536000; samesite=lax`
    document.documentElement.lang = next
    setLocale(next)
  }, [])

  const language = useMemo(
    (): Language => ({
      locale,
      words: catalogue[locale],
      timeStyle: { locale: region.startsWith(locale.slice(0, 2)) ? region : locale, words: catalogue[locale].time },
      setLocale: choose,
    }),
    [locale, region, choose],
  )

  return <LanguageContext value={language}>{children}</LanguageContext>
}

export function useLanguage(): Language {
  const language = use(LanguageContext)
  if (language === null) throw new Error('unable to read words; no WordsProvider above')
  return language
}

export const useWords = (): Words => useLanguage().words
export const useTimeStyle = (): TimeStyle => useLanguage().timeStyle
