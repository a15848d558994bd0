import type { Random } from '../random'
import type { FaultKind } from './client-faults'
import { CONVERSATION_IDS, type ClientWorld, type Tab } from './client-world'
import { writtenOn } from './disk'

/** What people do, whatever the network does. */
const ACTIONS = ['receives', 'receives', 'sends', 'sends', 'sends', 'status', 'patches', 'reads', 'older'] as const
type Action = (typeof ACTIONS)[number]

const STATUSES = ['sent', 'delivered', 'read', 'failed'] as const

/** One thing happens, of people or of fate. */
export function act(world: ClientWorld): void {
  const { random, kinds } = world
  const fates = [...kinds].filter((kind) => kind in FATES)
  if (fates.length > 0 && random.chance(30)) return fate(world, random.pick(fates))
  const tab = random.pick(world.tabs)
  const conversationId = random.pick(CONVERSATION_IDS)
  perform(world, random.pick(ACTIONS), tab, conversationId)
}

function perform(world: ClientWorld, action: Action, tab: Tab, conversationId: string): void {
  const { random, server } = world
  world.note(`${action} ${tab.name} ${conversationId}`)
  const ignore = () => undefined
  switch (action) {
    case 'receives':
      return void server.log.receives(conversationId, `in ${(world.written += 1)}`)
    case 'sends':
      return write(world, tab, conversationId)
    case 'status':
      return changeStatus(world, random.pick(STATUSES))
    case 'patches': {
      const labels = [random.pick(['vip', 'novo', 'troca'])]
      return void tab.client.updateConversation(conversationId, { labels }).catch(ignore)
    }
    case 'reads':
      return void tab.client.markAsRead(conversationId).catch(ignore)
    case 'older':
      return void tab.client.messages(conversationId).loadOlder().catch(ignore)
  }
}

function write(world: ClientWorld, tab: Tab, conversationId: string): void {
  const content = `${tab.name} ${(world.written += 1)}`
  const { unsettled, name } = tab
  unsettled.add(content)
  tab.client.send(conversationId, { content }).then(
    ({ id }) => {
      unsettled.delete(content)
      world.note(`${name} sent "${content}" as ${id}`)
    },
    () => {
      unsettled.delete(content)
      world.note(`${name} could not send "${content}"`)
    },
  )
}

function changeStatus({ random, server }: ClientWorld, status: (typeof STATUSES)[number]): void {
  const messages = [...server.log.messages.values()].filter(({ sender_type }) => sender_type === 'agent')
  if (messages.length > 0) server.log.changesStatus(random.pick(messages).id, status)
}

function fate(world: ClientWorld, kind: FaultKind): void {
  const tab = world.random.pick(world.tabs)
  world.note(`${kind} ${tab.name}`)
  FATES[kind]?.(world, tab, world.random)
}

/** Strikes of fate, each on one tab or on all; those that last end by themselves or when all is healed. */
const FATES: Partial<Record<FaultKind, (world: ClientWorld, tab: Tab, random: Random) => void>> = {
  cut_sockets: ({ server }, tab) => server.cuts(1006, tab.name),
  half_open: ({ server }, tab) => server.halfOpens('both', tab.name),
  one_way_loss: ({ server }, tab, random) => server.halfOpens(random.pick(['toClient', 'toServer']), tab.name),
  offline: ({ server }, tab, random) => {
    const heal = server.behaves({
      client: tab.name,
      onRequest: () => new TypeError('fetch failed'),
      refuseAuth: () => 1006,
    })
    server.cuts(1006, tab.name)
    tab.page.signal('offline')
    server.later(random.int(1_000, 60_000), () => {
      heal()
      tab.page.signal('online')
    })
  },
  freeze: ({ server }, tab, random) => {
    tab.page.freeze()
    server.later(random.int(500, 40_000), () => tab.page.thaw())
  },
  bfcache: (world, tab, random) => {
    if (tab.isAway) return
    tab.isAway = true
    tab.page.signal('pagehide')
    world.server.later(random.int(500, 40_000), () => comeBack(tab))
  },
  kill_tab: (world, tab) => {
    tab.page.kill()
    for (const content of writtenOn(tab.disk)) world.rescued.add(content)
    world.server.cuts(1006, tab.name)
    tab.isAway = false
    world.reload(tab)
  },
  quota: ({ server }, tab, random) => {
    tab.disk.isFull = true
    server.later(random.int(1_000, 20_000), () => (tab.disk.isFull = false))
  },
  clock_jump: (_, tab, random) => tab.page.jumps(random.pick([-3_600_000, -5_000, 5_000, 3_600_000])),
  token_refusal: ({ server, tokenEnds }, tab) => {
    for (const token of server.revokes(tab.userId)) if (!tokenEnds.has(token)) tokenEnds.set(token, server.now())
  },
  no_token: (world, _, random) => {
    world.hasTokens = false
    world.server.later(random.int(1_000, 20_000), () => (world.hasTokens = true))
  },
  restart: ({ server }) => server.cuts(1012),
  new_epoch: ({ server }) => server.resets(),
  backup_restored: ({ server }, _, random) => {
    if (random.chance(50)) return server.log.backUp()
    server.log.restore()
    server.cuts(1012)
  },
  access: ({ server }, tab, random) => {
    const access = random.pick(['denied', 'granted'] as const)
    server.log.changesAccess(tab.userId, random.pick(CONVERSATION_IDS), access)
  },
  hidden_events: ({ server }, tab) =>
    server.log.changesAccess('somebody else', `${tab.name} ${server.now()}`, 'denied'),
}

/** The page is shown again after it lay in the cache. */
export function comeBack(tab: Tab): void {
  if (!tab.isAway) return
  tab.isAway = false
  tab.page.signal('pageshow')
}
