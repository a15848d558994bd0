import { JSDOM } from 'jsdom'
import type { Conversation } from '@pytake/protocol'

/** One way to draw the list, mounted and at rest. */
export interface Stage {
  /** Takes one frame of the server in, as text. */
  apply(frame: string): void
  unmount(): void
}

/** What was drawn since the last reset. */
export interface Drawn {
  rows: number
  lists: number
}

export type Mount = (conversations: readonly Conversation[], container: HTMLElement, drawn: Drawn) => Promise<Stage>

const frames = new Set<() => void>()

/** A page without a window manager: frames are drawn when the contest says so. Call it before React is loaded. */
export function openPage(): void {
  const { window } = new JSDOM('<!doctype html><body></body>')
  const requestAnimationFrame = (draw: () => void) => {
    frames.add(draw)
    return draw
  }
  const cancelAnimationFrame = (draw: () => void) => frames.delete(draw)
  Object.assign(globalThis, { window, document: window.document, requestAnimationFrame, cancelAnimationFrame })
}

export function drawFrame(): void {
  const due = [...frames]
  frames.clear()
  for (const draw of due) draw()
}
