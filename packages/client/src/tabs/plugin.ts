import type { ConnectionOptions, SocketConnection } from '../connection/connection'
import type { ReadFrames } from '../connection/frames'
import type { ClientEnv } from '../lib/env'
import type { Outbox, OutboxOptions } from '../outbox/outbox'

/** Makes the tabs of one user share one socket; `sharedTabs()` of `@pytake/client/tabs` is one. */
export interface TabsPlugin {
  /** Null where tabs have nothing in common: each works alone. */
  join(seat: TabSeat): Tab | null
}

/** What a client brings along when it joins the others. */
export interface TabSeat {
  env: ClientEnv
  userId: string | undefined
  /** Equal for exactly those tabs that may share: API address, tenant and user. */
  scope: string
  connection: ConnectionOptions
  createConnection(options: ConnectionOptions): SocketConnection
  outbox: OutboxOptions
  createOutbox(options: OutboxOptions): Outbox
  /** Where in the log this tab stands. */
  cursor(): string | null
  /**
   * Reads the log from there to its end, or stands at `position` where it stood nowhere; rejects where that fails or a
   * socket takes over.
   */
  catchUp(position: string | null): Promise<void>
  /** The user logged out in another tab. */
  onLogout(): void
}

/** A client's part in what the tabs share. */
export interface Tab {
  connection: SocketConnection
  outbox: Outbox
  /** True in one tab at a time. Only this one reads the log, by socket or by polls. */
  isLeader(): boolean
  /** Hands on what a poll read. */
  share(read: ReadFrames): void
  /** A poll found the first position: what came before was not shared. */
  sharePosition(): void
  /** Makes every other tab of this user end as well. */
  logout(): void
}
