import type { ClientFrame } from '@pytake/protocol'

/** A socket shows colleagues one conversation; of what several tabs look at, the one turned to last. */
export interface Viewings {
  /** Sends the frame of a tab; what it looks at is remembered. */
  pass(tab: string, frame: ClientFrame): boolean
  forget(tab: string): void
  /** A new socket knows nothing. */
  retell(): void
  clear(): void
}

export function createViewings(send: (frame: ClientFrame) => boolean): Viewings {
  const byTab = new Map<string, string>()
  let told: string | null = null

  const tell = (): boolean => {
    const viewing = [...byTab.values()].at(-1) ?? null
    if (viewing === told) return true
    const isSent = send({ type: 'viewing', conversation_id: viewing })
    if (isSent) told = viewing
    return isSent
  }
  const set = (tab: string, conversationId: string | null): boolean => {
    byTab.delete(tab)
    if (conversationId !== null) byTab.set(tab, conversationId)
    return tell()
  }

  return {
    pass: (tab, frame) => (frame.type === 'viewing' ? set(tab, frame.conversation_id) : send(frame)),
    forget: (tab) => void set(tab, null),
    retell: () => {
      told = null
      tell()
    },
    clear: () => {
      byTab.clear()
      told = null
    },
  }
}
