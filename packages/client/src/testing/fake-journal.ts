import type { DurableFrame, EventPage, resetReasons } from '@pytake/protocol'
import type { FakePrincipal } from './fake-principals'

/** One position of the log. Without a frame nobody is told what happened there, as with a change of access. */
interface LogEntry {
  position: number
  frame: DurableFrame | null
}

type ResetReason = (typeof resetReasons)[number]

/** Where reading goes on, or why the client has to begin anew. */
type CursorReading = { kind: 'position'; position: number } | { kind: 'reset'; reason: ResetReason }

/** The dense log: positions, cursors, and who may see what. */
export abstract class FakeJournal {
  readonly events: LogEntry[] = []
  readonly #listeners = new Set<(entry: LogEntry) => void>()
  /** By user the conversations kept from them. */
  readonly #denied = new Map<string, Set<string>>()
  readonly #accessChangedAt = new Map<string, number>()
  readonly now: () => number
  epoch = 'e1'
  position = 0

  constructor(clock: () => number) {
    this.now = clock
  }

  /** Cursor of the head as the one agent of a plain test sees it. */
  get cursor(): string {
    return this.cursorAt(this.position)
  }

  /** The cursor ends with whose it is; the one agent of a plain test needs no name. */
  cursorAt(position: number, principal?: FakePrincipal): string {
    return `${this.epoch}.${position}${principal ? ownerOf(principal) : ''}`
  }

  cursorFor(principal: FakePrincipal): string {
    return this.cursorAt(this.position, principal)
  }

  readCursor(cursor: string, principal: FakePrincipal): CursorReading {
    const [, epoch, digits, owner] = CURSOR.exec(cursor) ?? []
    const position = Number(digits)
    if (epoch === undefined) return { kind: 'reset', reason: 'cursor_unreadable' }
    if (epoch !== this.epoch) return { kind: 'reset', reason: 'epoch_changed' }
    if (owner !== ownerOf(principal)) return { kind: 'reset', reason: 'principal_changed' }
    if (position > this.position) return { kind: 'reset', reason: 'cursor_ahead' }
    const changedAt = this.#accessChangedAt.get(principal.user_id) ?? 0
    return position < changedAt ? { kind: 'reset', reason: 'access_changed' } : { kind: 'position', position }
  }

  /** What a principal is told of one position; null where it may not see it. */
  frameFor({ position, frame }: LogEntry, principal: FakePrincipal): DurableFrame | null {
    if (frame === null || !this.canSee(principal, subjectOf(frame))) return null
    return { ...frame, cursor: this.cursorAt(position, principal) }
  }

  /** The frames after a position, as the one agent gets them. */
  after(position: number): DurableFrame[] {
    return this.entriesAfter(position).flatMap(({ frame }) => frame ?? [])
  }

  entriesAfter(position: number): LogEntry[] {
    return this.events.slice(this.events.findLastIndex((entry) => entry.position <= position) + 1)
  }

  eventPage(principal: FakePrincipal, after: string | undefined, limit: number): EventPage {
    const cursor = this.cursorFor(principal)
    if (after === undefined) return { events: [], cursor, has_more: false }
    const read = this.readCursor(after, principal)
    if (read.kind === 'reset') {
      return { events: [{ type: 'reset', reason: read.reason, cursor }], cursor, has_more: false }
    }
    const entries = this.entriesAfter(read.position)
    const page = entries.slice(0, limit)
    const end = page.at(-1)?.position ?? this.position
    const events = page.map((entry) => this.frameFor(entry, principal)).filter((frame) => frame !== null)
    return { events, cursor: this.cursorAt(end, principal), has_more: entries.length > limit }
  }

  onEvent(listener: (entry: LogEntry) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  canSee({ tenant_id, user_id }: FakePrincipal, { tenantId, conversationId }: Subject): boolean {
    return tenant_id === tenantId && (conversationId === null || !this.#denied.get(user_id)?.has(conversationId))
  }

  /** Takes a conversation from a user, or gives it back; the user's clients have to begin anew. */
  changesAccess(userId: string, conversationId: string, access: 'granted' | 'denied'): void {
    const denied = this.#denied.get(userId) ?? new Set<string>()
    this.#denied.set(userId, denied)
    if (denied.has(conversationId) === (access === 'denied')) return
    if (access === 'denied') denied.add(conversationId)
    else denied.delete(conversationId)
    this.position += 1
    this.#accessChangedAt.set(userId, this.position)
    this.append(null)
  }

  /** Whether the position is one at which this user's access changed. */
  changedAccessOf({ user_id }: FakePrincipal, position: number): boolean {
    return this.#accessChangedAt.get(user_id) === position
  }

  /** For what no listener is to hear of, yet a later reader has to get past. */
  protected appendQuietly(): void {
    this.events.push({ position: this.position, frame: null })
  }

  protected append(frame: DurableFrame | null): void {
    const entry = { position: this.position, frame }
    this.events.push(entry)
    for (const listener of [...this.#listeners]) listener(entry)
  }
}

/** What a change is about, as far as access depends on it. */
interface Subject {
  tenantId: string
  conversationId: string | null
}

const TENANT = 'tenant-1'

function subjectOf({ type, data }: DurableFrame): Subject {
  switch (type) {
    case 'contact_updated':
      return { tenantId: data.tenant_id, conversationId: null }
    case 'conversation_updated':
      return { tenantId: data.tenant_id, conversationId: data.id }
    case 'conversation_deleted':
    case 'message_status_updated':
      return { tenantId: TENANT, conversationId: data.conversation_id }
    default:
      return { tenantId: data.tenant_id, conversationId: data.conversation_id }
  }
}

function ownerOf({ tenant_id, user_id, role }: FakePrincipal): string {
  const isOneAgent = tenant_id === TENANT && user_id === 'agent-1' && role === 'agent'
  return isOneAgent ? '' : `.${tenant_id}/${user_id}/${role}`
}

const CURSOR = /^([\w-]+)\.(\d{1,9})(|\..+)$/
