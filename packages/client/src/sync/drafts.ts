import type { Batch } from '../lib/batch'
import type { Cell } from '../lib/cell'
import { createCell } from '../lib/cell'
import type { Live } from '../lib/live'

/** Beyond these, the ones that are empty and that nobody looks at are let go. */
const MAX_DRAFTS = 500

/** What is being written in one conversation. */
export interface Draft extends Live<{ content: string }> {
  /** An empty text clears it, e.g. once it was sent. */
  set(content: string): void
}

export interface Drafts {
  of(conversationId: string): Draft
  /** Takes up what an earlier page kept; what was written since then goes first. */
  restore(kept: readonly (readonly [conversationId: string, content: string])[]): void
  forget(): void
}

interface HeldDraft {
  content: string
  /** Written by this page: nothing that was stored takes its place. */
  isTouched: boolean
  cell: Cell<{ content: string }>
}

/** @param onSet hears what is to be kept */
export function createDrafts(batch: Batch, onSet: (conversationId: string, content: string) => void): Drafts {
  const drafts = new Map<string, HeldDraft>()

  const letGo = (): void => {
    for (const [id, { content, cell }] of drafts) {
      if (drafts.size <= MAX_DRAFTS) return
      if (content === '' && !cell.isWatched()) drafts.delete(id)
    }
  }
  const get = (id: string) => {
    const held = drafts.get(id)
    if (held) return held
    letGo()
    const draft: HeldDraft = {
      content: '',
      isTouched: false,
      cell: createCell({ batch, build: () => ({ content: draft.content }) }),
    }
    drafts.set(id, draft)
    return draft
  }
  const put = (id: string, content: string): void => {
    const draft = get(id)
    if (draft.content === content) return
    draft.content = content
    draft.cell.invalidate()
  }

  return {
    of: (id) => ({
      getSnapshot: () => get(id).cell.getSnapshot(),
      subscribe: (listener) => get(id).cell.subscribe(listener),
      set: (content) => {
        get(id).isTouched = true
        put(id, content)
        onSet(id, content)
      },
    }),
    restore: (kept) =>
      batch.run(() => {
        for (const [id, content] of kept) if (!get(id).isTouched) put(id, content)
      }),
    forget: () =>
      batch.run(() => {
        for (const [id, draft] of drafts) if (!draft.isTouched) put(id, '')
      }),
  }
}
