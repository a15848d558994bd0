/**
 * What was typed and not sent, by conversation. It outlives a reload of the tab, but not the tab: a draft of a
 * customer's matter has no business on a shared computer.
 */
export interface Drafts {
  read(conversationId: string): string
  write(conversationId: string, text: string): void
}

/** Keeps drafts in the given storage, and in memory alone where storage is forbidden or full. */
export function createDrafts(storage: () => Storage): Drafts {
  const memory = new Map<string, string>()
  return {
    read: (id) => memory.get(id) ?? attempt(() => storage().getItem(keyOf(id))) ?? '',
    write: (id, text) => {
      memory.set(id, text)
      attempt(() => (text === '' ? storage().removeItem(keyOf(id)) : storage().setItem(keyOf(id), text)))
    },
  }
}

const keyOf = (id: string) => `draft:${id}`

/** Safari in lockdown throws on the mere mention of storage. */
function attempt<Result>(action: () => Result): Result | null {
  try {
    return action()
  } catch {
    return null
  }
}
