'use client'

import { useEffect } from 'react'

/** What single keys do, by `KeyboardEvent.key` in lower case. */
export type Shortcuts = Readonly<Record<string, () => void>>

/**
 * Listens to single keys wherever nobody is typing. Escape also counts inside a text field, and nothing counts behind an
 * open dialog or menu.
 *
 * @param shortcuts the same object as long as nothing changed
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      const action = shortcuts[event.key.toLowerCase()]
      if (action === undefined || isBehindOverlay()) return
      if (event.key !== 'Escape' && isTyping(event.target)) return
      if (event.key.startsWith('Arrow') && hasOwnArrows(event.target)) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [shortcuts])
}

const isBehindOverlay = () => document.querySelector('dialog[open], [role="menu"]') !== null

/** Where the focused part scrolls by itself, as the messages do. */
const hasOwnArrows = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('[data-own-arrows]') !== null

/** Arrow keys and letters mean something else in fields, sliders and players. */
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select, audio, video, [role="slider"]'))
