import type { DurableFrame } from '@pytake/protocol'
import type { Traffic } from './traffic'

/** One way to keep an inbox in memory. */
export interface InboxStore {
  /** Takes one event as it comes from the socket. */
  take(text: string): void
  /** What a screen reads at most once a frame: the list, and the chat that is open. */
  read(): { conversations: number; messages: number }
  close(): void
}

export interface InboxStoreMaker {
  name: string
  /** Holds what the traffic begins with. The chat of the first conversation is the open one. */
  create(traffic: Traffic): Promise<InboxStore>
  /** The event as the contestant's own server would send it. */
  encode(frame: DurableFrame): string
}

/** Through text and back: whatever comes from a server shares nothing with what others hold. */
export const received = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value))
