import { bareFloor, checkedFloor } from './floor'
import type { InboxStoreMaker } from './inbox-store'
import { ours } from './ours'
import { streamChat } from './stream-chat'
import { tanstackQuery } from './tanstack-query'

/** The floor first: figures are compared with it. */
export const inboxStores: readonly [InboxStoreMaker, ...InboxStoreMaker[]] = [
  checkedFloor,
  bareFloor,
  ours,
  streamChat,
  tanstackQuery,
]
