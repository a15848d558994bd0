'use client'

import { useCounts } from '@pytake/react'
import { useEffect } from 'react'
import { useWords } from '../../words/words-provider'

/** Carries the number of unread messages into the tab's title and icon. Draws nothing on the page. */
export function UnreadBadge() {
  const { app } = useWords()
  const unread = useCounts().counts?.unread ?? 0

  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${app.title}` : app.title
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (icon !== null) icon.href = unread > 0 ? badgedIcon(unread) : '/icon.svg'
  }, [unread, app.title])
  return null
}

function badgedIcon(unread: number): string {
  const label = unread > 99 ? '99+' : String(unread)
  const width = 12 + label.length * 5
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
    <path fill="#08755c" d="M16 3C8.8 3 3 8.3 3 15c0 3.6 1.9 6.8 4.8 9L7 29l5.4-2.6c1.1.3 2.4.4 3.6.4 7.2 0 13-5.2 13-11.8S23.2 3 16 3Z"/>
    <rect x="${32 - width}" y="15" width="${width}" height="17" rx="8.5" fill="#d92d20"/>
    <text x="${32 - width / 2}" y="28" font-family="sans-serif" font-size="13" font-weight="700" fill="#fff" text-anchor="middle">${label}</text>
  </svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
