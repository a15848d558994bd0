import type { Conversation, ConversationCounts, DurableFrame, Message } from '@pytake/protocol'

type Item = Pick<Message, 'id' | 'version' | 'status' | 'created_at' | 'seq'>

const print = (items: readonly { id: string; version: number; status: string }[]) =>
  items.map(({ id, version, status }) => `${id}@${version}:${status}`).join(' ')

/** Convergence: what a page shows is what the server would show it. */
export function checkShown(
  where: string,
  shown: readonly { id: string; version: number; status: string }[],
  stored: readonly { id: string; version: number; status: string }[],
): string[] {
  if (print(shown) === print(stored)) return []
  return [`convergence: ${where}\n  client ${print(shown)}\n  server ${print(stored)}`]
}

/** Convergence of totals: they are the server's, however many pages are loaded. */
export function checkCounts(
  where: string,
  shown: ConversationCounts | null,
  stored: readonly Conversation[],
): string[] {
  const count = (status: string) => stored.filter((item) => item.status === status).length
  const unread = stored.reduce((sum, item) => sum + item.unread_count, 0)
  const expected = { all: stored.length, active: count('active'), waiting: count('waiting') }
  const isRight =
    shown?.all === expected.all &&
    shown.active === expected.active &&
    shown.waiting === expected.waiting &&
    shown.unread === unread
  return isRight ? [] : [`convergence: ${where} counts ${JSON.stringify(shown)}, the server ${unread} unread`]
}

/** Order: confirmed messages stand as the server orders them. */
export function checkOrder(where: string, shown: readonly Item[]): string[] {
  const violations: string[] = []
  shown.forEach((item, index) => {
    const before = shown[index - 1]
    if (before && compareItems(before, item) >= 0)
      violations.push(`order: ${where} shows ${before.id} before ${item.id}`)
  })
  return violations
}

/** Once: a message of ours stands there a single time, on its way or confirmed. */
export function checkDoubles(
  where: string,
  shown: readonly { id: string; client_message_id?: string | undefined }[],
): string[] {
  const keys = shown.map(({ id, client_message_id }) => client_message_id ?? id)
  return new Set(keys).size < keys.length ? [`order: ${where} shows a message twice`] : []
}

const compareItems = (a: Item, b: Item) =>
  a.created_at === b.created_at ? a.seq - b.seq : a.created_at < b.created_at ? -1 : 1

/** Prefix: nothing that the log told up to where a page stands is missing or older in what it shows. */
export function checkPrefix(
  where: string,
  shown: readonly { id: string; version: number }[],
  told: ReadonlyMap<string, number>,
): string[] {
  const held = new Map(shown.map(({ id, version }) => [id, version]))
  return [...told]
    .filter(([id, version]) => (held.get(id) ?? -1) < version)
    .map(([id, version]) => `prefix: ${where} was told ${id}@${version} and holds ${held.get(id) ?? 'nothing'}`)
}

/** Prefix, the other side: nothing is shown that the server never held. */
export function checkInvented(
  where: string,
  shown: readonly { id: string; version: number }[],
  everHeld: ReadonlySet<string>,
): string[] {
  return shown
    .filter(({ id, version }) => !everHeld.has(`${id}@${version}`))
    .map(({ id, version }) => `prefix: ${where} shows ${id}@${version}, which the server never held`)
}

/** What a snapshot consists of, by id. */
export interface Snapshot {
  conversations: ReadonlyMap<string, Conversation>
  messages: ReadonlyMap<string, Message>
}

/** The snapshot law: a snapshot and the events after it make up the later snapshot, for every kind of change. */
export function checkSnapshotLaw(from: Snapshot, events: readonly DurableFrame[], to: Snapshot): string[] {
  const conversations = new Map(from.conversations)
  const messages = new Map(from.messages)
  for (const frame of events) fold(conversations, messages, frame)
  return [...compare('conversation', conversations, to.conversations), ...compare('message', messages, to.messages)]
}

function fold(conversations: Map<string, Conversation>, messages: Map<string, Message>, frame: DurableFrame): void {
  switch (frame.type) {
    case 'message_received':
    case 'message_sent':
    case 'message_updated':
      return void messages.set(frame.data.id, frame.data)
    case 'message_status_updated': {
      const held = messages.get(frame.data.message_id)
      if (held) messages.set(held.id, { ...held, status: frame.data.status, version: frame.data.version })
      return
    }
    case 'conversation_updated':
      return void conversations.set(frame.data.id, frame.data)
    case 'conversation_deleted':
      conversations.delete(frame.data.conversation_id)
      for (const { id, conversation_id } of messages.values()) {
        if (conversation_id === frame.data.conversation_id) messages.delete(id)
      }
      return
    case 'contact_updated': {
      const { id, name, phone, version } = frame.data
      for (const held of conversations.values()) {
        if (held.contact_id === id) conversations.set(held.id, { ...held, contact: { id, name, phone, version } })
      }
    }
  }
}

function compare(
  kind: string,
  folded: ReadonlyMap<string, { version: number }>,
  stored: ReadonlyMap<string, { version: number }>,
): string[] {
  const ids = new Set([...folded.keys(), ...stored.keys()])
  return [...ids]
    .filter((id) => JSON.stringify(folded.get(id)) !== JSON.stringify(stored.get(id)))
    .map((id) => `snapshot law: ${kind} ${id} is another one when folded`)
}

/** Idempotency: one key, one message. */
export function checkOneMessageAKey(stored: readonly Pick<Message, 'id' | 'client_message_id'>[]): string[] {
  const byKey = new Map<string, string>()
  const violations: string[] = []
  for (const { id, client_message_id: key } of stored) {
    if (key === undefined) continue
    if (byKey.has(key)) violations.push(`idempotency: ${key} made ${byKey.get(key)} and ${id}`)
    byKey.set(key, id)
  }
  return violations
}

/** Each text of a run is written once, so that it may be stored once. */
export function checkOnce(contents: readonly string[]): string[] {
  return contents
    .filter((content, index) => contents.indexOf(content) !== index)
    .map((content) => `once: "${content}" is stored twice`)
}

/** FIFO: of one writer, the messages of a conversation are stored in the order in which they were written. */
export function checkFifo(where: string, storedNumbers: readonly number[]): string[] {
  return storedNumbers
    .filter((number, index) => index > 0 && number < (storedNumbers[index - 1] ?? 0))
    .map((number) => `fifo: ${where} stored number ${number} after a later one`)
}

/** The cursor: within an epoch it never goes back between one session of a page and the next. */
export function checkCursors(where: string, resumes: readonly { epoch: string; position: number }[]): string[] {
  return resumes.flatMap((resume, index) => {
    const before = resumes[index - 1]
    const isBack = before?.epoch === resume.epoch && resume.position < before.position
    return isBack ? [`cursor: ${where} resumed at ${resume.position} after ${before.position}`] : []
  })
}

/** How long after its end a token may still be in use: a frame under way, a check that comes late. */
const REVOCATION_GRACE_MS = 5_000

/** Revocation: no event goes out and no command comes in on a token that has ended. */
export function checkRevocation(uses: readonly { what: string; atMs: number; endedAtMs: number | null }[]): string[] {
  return uses
    .filter(({ atMs, endedAtMs }) => endedAtMs !== null && atMs > endedAtMs + REVOCATION_GRACE_MS)
    .map(({ what, atMs, endedAtMs }) => `revocation: ${what} ${atMs - (endedAtMs ?? 0)} ms after the token ended`)
}

/** Losing access: what may not be seen any more is gone from the page. */
export function checkAccess(where: string, shownIds: readonly string[], deniedIds: ReadonlySet<string>): string[] {
  return shownIds.filter((id) => deniedIds.has(id)).map((id) => `access: ${where} still shows ${id}`)
}

/** Liveness: in the end nothing is still on its way. */
export function checkLiveness(
  where: string,
  waiting: readonly { id: string; state: { status: string } }[],
  unsettled: readonly string[],
): string[] {
  const stuck = waiting.filter(({ state }) => state.status !== 'failed')
  return [
    ...stuck.map(({ id, state }) => `liveness: ${where} still has ${id} ${state.status}`),
    ...unsettled.map((content) => `liveness: ${where} still awaits "${content}"`),
  ]
}

/** Isolation: a user's outbox holds only what that user wrote. */
export function checkOwnOutbox(where: string, own: string, contents: readonly string[]): string[] {
  return contents
    .filter((content) => !content.startsWith(`${own} `))
    .map((content) => `isolation: ${where} holds "${content}"`)
}

/** Nothing lost: what lay on the disk of a page that died has reached the server, or waits for the user's word. */
export function checkNothingLost(rescued: ReadonlySet<string>, found: ReadonlySet<string>): string[] {
  return [...rescued].filter((content) => !found.has(content)).map((content) => `lost: "${content}" was on disk`)
}
