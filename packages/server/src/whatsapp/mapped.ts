import type { ReceivedItem, SetAsideItem } from '../domain/ports'

/** One item in our words, or set aside; both where it could only be shown as a placeholder. */
export interface Mapped {
  items: ReceivedItem[]
  set_aside: SetAsideItem[]
}

export const setAside = (reason: string, raw: unknown): Mapped => ({ items: [], set_aside: [{ reason, raw }] })

/** Milliseconds since 1970 from Meta's whole seconds. */
export const providerTime = (seconds: string | undefined): number | null =>
  seconds === undefined ? null : Number(seconds) * 1000
