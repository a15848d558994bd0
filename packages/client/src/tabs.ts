import { browserTabs } from './tabs/env-tabs'
import type { TabsPlugin } from './tabs/plugin'
import type { TabsPort } from './tabs/port'
import { createTab } from './tabs/tab'

export type { Tab, TabSeat, TabsPlugin } from './tabs/plugin'
export type { LockEvents, TabsChannel, TabsPort } from './tabs/port'

/**
 * Makes all tabs of one user share one socket and one outbox: one of them leads, and when it is closed, frozen or has
 * crashed, another takes over within a second. Needs `userId`. Where the browser has no Web Locks or no BroadcastChannel,
 * and outside browsers, each client works alone.
 *
 * @param port what tabs have in common; only tests and simulations pass their own
 * @example
 * import { createClient } from '@pytake/client'
 * import { sharedTabs } from '@pytake/client/tabs'
 *
 * const client = createClient({ userId: 'agent-1', getToken: fetchToken, tabs: sharedTabs() })
 * client.on('message_received', ({ content }) => {
 *   if (client.isLeader()) new Notification(content)
 * })
 */
export function sharedTabs(port: TabsPort | null = browserTabs()): TabsPlugin {
  return { join: (seat) => (port === null ? null : createTab(seat, port)) }
}
