'use client'

import { usePathname } from 'next/navigation'

const LIST_PATH = '/conversations'

export const conversationPath = (id: string) => `${LIST_PATH}/${encodeURIComponent(id)}`

/** Id of the conversation in the address, or null on the list. */
export function useOpenId(): string | null {
  const segment = usePathname().slice(LIST_PATH.length + 1)
  return segment === '' ? null : decodeSegment(segment)
}

/**
 * Opens a conversation without asking the Next.js server: the page is the same, only the address changes, and it must
 * also work while the network is gone. The router notices, so the back button and `usePathname` behave as usual.
 */
export function openConversation(id: string): void {
  const path = conversationPath(id)
  if (window.location.pathname === path) return
  cameFromList = window.location.pathname === LIST_PATH
  window.history.pushState(null, '', path)
}

/** Goes back to the list: one step back where the list was the step before, so that the history does not pile up. */
export function openList(): void {
  if (cameFromList) window.history.back()
  else window.history.replaceState(null, '', LIST_PATH)
  cameFromList = false
}

/** A page has one history, so one variable. */
let cameFromList = false

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
