import { failure } from '../errors'
import { createGroup } from './group'
import { TABS_VERSION } from './messages'
import type { Tab, TabSeat } from './plugin'
import type { TabsPort } from './port'
import { createSharedConnection } from './shared-connection'
import { fromSharedError } from './shared-item'
import { createSharedOutbox } from './shared-outbox'

/** One tab among those of its user. */
export function createTab(seat: TabSeat, port: TabsPort): Tab {
  const { env, userId, scope } = seat
  if (userId === undefined) throw failure('share tabs without userId', 'invalid_configuration')
  let isInside = false

  const group = createGroup({
    env,
    port,
    name: `pytake/${TABS_VERSION}/${scope}`,
    log: seat.connection.log,
    snapshot: () => ({ ...connection.snapshot(), items: outbox.snapshot() }),
    onLead: () => {
      outbox.lead()
      connection.lead()
    },
    onLost: () => {
      outbox.lost()
      connection.lost()
    },
    onFollow: (snapshot) => {
      outbox.follow(snapshot.items)
      connection.follow(snapshot)
    },
    onTold: (told) => {
      if (told.type === 'outbox') outbox.told(told)
      else if (told.type === 'error') seat.outbox.onError(fromSharedError(told.error))
      else connection.told(told)
    },
    onAsk: (ask, from) => {
      outbox.asked(ask)
      connection.asked(ask, from)
    },
    onPong: (isHidden) => {
      // Timers of a hidden page run once a minute: a leader that has to come back by them is too slow to wait for.
      if (isHidden && !env.isHidden() && connection.isStuck()) group.takeOver()
    },
    onLogout: seat.onLogout,
  })
  const connection = createSharedConnection(seat, group)
  const outbox = createSharedOutbox(seat, group)

  env.onLifecycle((signal) => {
    if (signal === 'pagehide') {
      isInside = group.isInside()
      group.leave()
      connection.suspend()
    } else if (signal === 'pageshow' && isInside) group.enter()
    else if (signal === 'visible') group.ask({ type: 'visible' })
  })

  return {
    connection: {
      ...connection,
      close: () => {
        group.ask({ type: 'bye' })
        group.leave()
        connection.close()
      },
    },
    outbox,
    isLeader: group.isLeading,
    share: connection.share,
    sharePosition: connection.sharePosition,
    logout: group.logout,
  }
}
