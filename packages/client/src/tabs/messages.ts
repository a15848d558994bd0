import type { ClientFrame, Message, ServerFrame } from '@pytake/protocol'
import * as z from 'zod/mini'
import type { ReadFrames } from '../connection/frames'
import type { ConnectionState } from '../connection/state'
import type { OutboxEdit } from '../outbox/item'
import type { SharedError, SharedItem } from './shared-item'

/** Raised with every change of a message's shape: tabs that were opened before a release share among themselves. */
export const TABS_VERSION = 1

/** From a tab to all, for the one that leads. */
export type Ask =
  | { type: 'connect' }
  /** Somebody looks at the page: the network may be back, and the socket is suspect. */
  | { type: 'visible' }
  | { type: 'frame'; frame: ClientFrame }
  | { type: 'add'; items: SharedItem[] }
  | { type: 'retry'; id: string }
  | { type: 'discard'; id: string }
  | { type: 'edit'; id: string; patch: OutboxEdit }
  | { type: 'bye' }

/** From the leader to all, numbered without a gap. */
export type Told =
  | { type: 'frames'; read: ReadFrames }
  /** Where the frames that follow go on; whoever stands elsewhere has to catch up. */
  | { type: 'position'; cursor: string | null }
  | { type: 'state'; state: ConnectionState; serverNowMs: number }
  /** `message` is null where the item was discarded. */
  | { type: 'outbox'; changed: SharedItem[]; gone: { id: string; message: Message | null }[] }
  | { type: 'error'; error: SharedError }

/** All that a tab needs to follow from here on. */
export interface Snapshot {
  /** False where the leader itself was told to stay disconnected. */
  isWanted: boolean
  state: ConnectionState
  serverNowMs: number
  cursor: string | null
  items: SharedItem[]
  /** Who is there; the server says it once, when a socket opens. */
  presence: ServerFrame[]
}

/** `to` is null for all. */
export type TabMessage = { from: string } & (
  | { type: 'hello' }
  | { type: 'ping' }
  | { type: 'pong'; to: string; seq: number; isHidden: boolean }
  | { type: 'lead'; to: string | null; seq: number; snapshot: Snapshot }
  | { type: 'resign' }
  | { type: 'logout' }
  | { type: 'ask'; ask: Ask }
  | { type: 'told'; seq: number; told: Told }
)

/** Only code of our origin and of our version can post on the channel, so its word is taken for the rest. */
export const tabMessage = z.custom<TabMessage>(
  (value) => typeof value === 'object' && value !== null && 'from' in value && 'type' in value,
)
