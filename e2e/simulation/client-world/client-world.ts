import type { PytakeClient } from '@pytake/client'
import { createTestServer, type TestPage, type TestServer } from '@pytake/client/testing'
import type { Message } from '@pytake/protocol'
import { createRandom, type Random } from '../random'
import { pickFaults, troubleNetwork, type FaultKind } from './client-faults'
import { createDisk, type Disk } from './disk'
import { observePage, placeOf, type PageObserver, type Place } from './page-observer'

export const CONVERSATION_IDS = ['c0', 'c1', 'c2', 'c3'] as const
const USERS = ['ana', 'bia', 'ana'] as const
const TOKEN_LIFE_MS = 40_000

/** One tab of one user: a real client, what it writes to, and what it was told. */
export interface Tab {
  /** The same after a reload. */
  name: string
  userId: string
  disk: Disk
  client: PytakeClient
  page: TestPage
  observer: PageObserver
  /** Texts that were sent and whose promise is open. */
  unsettled: Set<string>
  isAway: boolean
}

/** Everything that takes part in one run, on one clock and one source of chance. */
export interface ClientWorld {
  random: Random
  server: TestServer
  kinds: ReadonlySet<FaultKind>
  tabs: Tab[]
  trace: string[]
  nowMs(): number
  note(line: string): void
  /** Loads the tab again from its disk. */
  reload(tab: Tab): void
  /** Texts written so far. */
  written: number
  /** Versions that the server ever held, `id@version`. */
  everHeld: Set<string>
  /** What the log told, in order. */
  told: { place: Place; conversationId: string | null; entityId: string; version: number }[]
  /** By place of the log the conversation it is about; null where nobody is told of it. */
  subjects: Map<string, string | null>
  resumes: Map<string, Place[]>
  tokenEnds: Map<string, number>
  tokenUses: { what: string; atMs: number; token: string }[]
  hasTokens: boolean
  /** Texts that lay on a disk when their page died. */
  rescued: Set<string>
  /** Texts that the server ever stored. */
  everStored: Set<string>
}

export function createClientWorld(seed: number): ClientWorld {
  const random = createRandom(seed)
  const server = createTestServer({
    seed,
    settling: 'ticks',
    conversations: CONVERSATION_IDS.map((id) => ({ id, name: id, messages: [`${id} hello`] })),
  })
  const startedMs = server.now()
  const world: ClientWorld = {
    random,
    server,
    kinds: pickFaults(random),
    tabs: [],
    trace: [],
    nowMs: () => server.now(),
    note: (line) => void world.trace.push(`${String(server.now() - startedMs).padStart(7)} ${line}`),
    reload: (tab) => Object.assign(tab, openTab(world, tab)),
    written: 0,
    everHeld: new Set(),
    told: [],
    subjects: new Map(),
    resumes: new Map(),
    tokenEnds: new Map(),
    tokenUses: [],
    hasTokens: true,
    rescued: new Set(),
    everStored: new Set(),
  }
  watchLog(world)
  world.note(`faults ${[...world.kinds].join(' ')}`)
  troubleNetwork(server, random, world.kinds)
  watchWire(world)
  world.tabs = USERS.map((userId, index) =>
    openNewTab(world, { name: `${userId}-${index}`, userId, disk: createDisk(), isAway: false }),
  )
  return world
}

type Seat = Pick<Tab, 'name' | 'userId' | 'disk' | 'isAway'>

const openNewTab = (world: ClientWorld, seat: Seat): Tab => ({ ...seat, ...openTab(world, seat) })

function openTab(world: ClientWorld, { name, userId, disk }: Seat): Omit<Tab, keyof Seat> {
  const { server, kinds } = world
  const lifeMs = kinds.has('token_expiry') ? TOKEN_LIFE_MS : undefined
  const client = server.client({
    name,
    userId,
    storage: disk,
    getToken: () => {
      if (!world.hasTokens) throw new TypeError('fetch failed')
      const token = server.token({ userId, ...(lifeMs && { lifeMs }) })
      if (lifeMs) world.tokenEnds.set(token, server.now() + lifeMs)
      return token
    },
  })
  const observer = observePage(name, client, (place) => isHidden(world, userId, place))
  client.conversations().subscribe(() => undefined)
  client.counts().subscribe(() => undefined)
  for (const id of CONVERSATION_IDS) client.messages(id).subscribe(() => undefined)
  client.connection.subscribe(({ status }) => world.note(`${name} ${status}`))
  return { client, page: server.page(client), observer, unsettled: new Set() }
}

/** Remembers every state that anything ever had. */
function watchLog({ server, everHeld, everStored, told, subjects }: ClientWorld): void {
  for (const message of server.log.messages.values()) everHeld.add(`${message.id}@${message.version}`)
  for (const conversation of server.log.conversations.values())
    everHeld.add(`${conversation.id}@${conversation.version}`)
  server.log.onEvent(({ position, frame }) => {
    if (frame === null) subjects.set(`${server.log.epoch} ${position}`, null)
    if (frame?.type === 'message_sent') everStored.add(frame.data.content)
    if (frame === null || frame.type === 'contact_updated') return
    const { conversationId, entityId, version } = subjectOf(frame.data)
    everHeld.add(`${entityId}@${version}`)
    subjects.set(`${server.log.epoch} ${position}`, conversationId ?? entityId)
    told.push({ place: { epoch: server.log.epoch, position }, conversationId, entityId, version })
  })
}

/** Whether a user is told nothing of a place, which a poll then leaves out without a word. */
function isHidden({ server, subjects }: ClientWorld, userId: string, { epoch, position }: Place): boolean {
  const conversationId = subjects.get(`${epoch} ${position}`)
  if (conversationId === undefined) return false
  return conversationId === null || !server.log.canSee(principalOf(userId), { tenantId: TENANT, conversationId })
}

const TENANT = 'tenant-1'

export const principalOf = (userId: string) => ({
  user_id: userId,
  tenant_id: TENANT,
  role: 'agent' as const,
  name: userId,
  expiresAtMs: null,
})

function subjectOf(data: object & { version: number }) {
  const { version } = data
  if ('message_id' in data && typeof data.message_id === 'string') {
    return { conversationId: conversationOf(data), entityId: data.message_id, version }
  }
  const entityId = 'id' in data && typeof data.id === 'string' ? data.id : ''
  return { conversationId: conversationOf(data), entityId, version }
}

const conversationOf = (data: object): string | null =>
  'conversation_id' in data && typeof data.conversation_id === 'string' ? data.conversation_id : null

/** Remembers with which tokens and cursors the pages came. */
function watchWire({ server, resumes, tokenUses }: ClientWorld): void {
  server.behaves({
    onAnswer: (request, answer) => {
      const token = request.headers.get('Authorization')?.slice('Bearer '.length) ?? ''
      if (answer.ok) tokenUses.push({ what: `${request.method} was served`, atMs: server.now(), token })
      return answer
    },
  })
  for (const name of new Set(USERS.map((userId, index) => `${userId}-${index}`))) {
    server.behaves({
      client: name,
      refuseAuth: ({ resume }) => {
        if (resume !== undefined) resumes.set(name, [...(resumes.get(name) ?? []), placeOf(resume)])
        return undefined
      },
    })
  }
}

/** Of which tab a message is, and the how-many-th; null for what no tab wrote. */
export function writerOf({ content }: Pick<Message, 'content'>): { name: string; number: number } | null {
  const [, name, number] = /^([a-z]+-\d) (\d+)$/.exec(content) ?? []
  return name === undefined ? null : { name, number: Number(number) }
}
