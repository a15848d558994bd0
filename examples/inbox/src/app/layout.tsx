import './globals.css'
import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { catalogue } from '../words/catalogue'
import { chooseLocale, LOCALE_COOKIE, regionOf } from '../words/choose-locale'
import { WordsProvider } from '../words/words-provider'

export async function generateMetadata(): Promise<Metadata> {
  const { locale } = await readLanguage()
  return { title: catalogue[locale].app.title, icons: { icon: '/icon.svg' }, robots: { index: false } }
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#131518' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const { locale, region } = await readLanguage()
  return (
    <html lang={locale}>
      <body>
        <WordsProvider initialLocale={locale} region={region}>
          {children}
        </WordsProvider>
      </body>
    </html>
  )
}

async function readLanguage() {
  const accepted = (await headers()).get('accept-language')
  const locale = chooseLocale((await cookies()).get(LOCALE_COOKIE)?.value, accepted)
  return { locale, region: regionOf(locale, accepted) }
}
