import type { Channel, FetchedMedia, OutboundMessage, SendOutcome } from '../ports'

/** One call that the channel has not answered yet. */
export interface OpenSend {
  outbound: OutboundMessage
  answer(outcome: SendOutcome): void
}

/** A channel whose every call waits for the test, or answers as the test says. */
export interface ScriptedChannel extends Channel {
  /** Calls in the order they came, answered or not. */
  sends: OpenSend[]
  read: string[]
  /** Reactions in the order they came. */
  reacted: { to: string; externalId: string; emoji: string | null }[]
  /** Set to answer at once instead of waiting. */
  onSend: ((outbound: OutboundMessage) => Promise<SendOutcome>) | null
  onReact: () => Promise<void>
  onTemplates: Channel['templates']
  onRead: (externalId: string) => Promise<void>
  onFetch: (externalId: string, maxBytes: number) => Promise<FetchedMedia>
}

export const accepted = (external_id: string): SendOutcome => ({ kind: 'accepted', external_id, held: false })

export const refused = (retryable: boolean): SendOutcome => ({
  kind: 'rejected',
  error: { code: 'channel_busy', title: 'Busy', retryable },
  retryAfterMs: null,
})

export function scriptedChannel(owner = { tenant_id: 'acme', channel_id: 'number' }): ScriptedChannel {
  const channel: ScriptedChannel = {
    ...owner,
    kind: 'scripted',
    replyWindowHours: null,
    sendTimeoutMs: 20_000,
    fileTimeoutMs: 60_000,
    sends: [],
    read: [],
    reacted: [],
    onSend: null,
    onTemplates: () => Promise.resolve([]),
    onReact: () => Promise.resolve(),
    onRead: () => Promise.resolve(),
    onFetch: () => Promise.reject(new Error('no file')),
    refuseFile: () => null,
    send: (outbound) =>
      new Promise((resolve, reject) => {
        channel.sends.push({ outbound, answer: resolve })
        channel.onSend?.(outbound).then(resolve, reject)
      }),
    markRead: (externalId) => {
      channel.read.push(externalId)
      return channel.onRead(externalId)
    },
    react: (to, externalId, emoji) => {
      channel.reacted.push({ to, externalId, emoji })
      return channel.onReact()
    },
    templates: () => channel.onTemplates(),
    typing: () => Promise.resolve(),
    fetchMedia: (externalId, maxBytes) => channel.onFetch(externalId, maxBytes),
    close: () => Promise.resolve(),
  }
  return channel
}
