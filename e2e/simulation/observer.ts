import type { Message, ServerFrame } from '@pytake/protocol'
import type { SimulatedAgent } from './world'

/** What one client was told and showed during a run, kept as findings of the checkers that look at every step. */
export interface Observer {
  violations: string[]
  close(): void
}

/** Log position inside a cursor `<epoch>.<position base36>.<principal>`; only a checker may look in there. */
const positionOf = (cursor: string): number => Number.parseInt(cursor.split('.')[1] ?? '', 36)

/** Checks "no silent gap": the events a client gets are dense, unless it was told to start over. */
export function observeEvents({ name, client }: SimulatedAgent): Observer {
  const violations: string[] = []
  let position: number | null = null
  const see = (frame: ServerFrame) => {
    if (frame.type === 'auth_ok') {
      if (!frame.resumed) position = positionOf(frame.cursor)
      return
    }
    if (frame.type === 'reset' || frame.type === 'progress') {
      position = positionOf(frame.cursor)
      return
    }
    if (!('cursor' in frame) || frame.cursor === undefined) return
    const next = positionOf(frame.cursor)
    if (position !== null && next > position + 1) {
      violations.push(`no silent gap: ${name} got position ${next} after ${position} (${frame.type})`)
    }
    position = Math.max(position ?? 0, next)
  }
  return { violations, close: client.on('message', see) }
}

/** Checks "order": whatever a client shows of a conversation stands in the order of the log. */
export function observeOrder({ name, client }: SimulatedAgent, conversationId: string): Observer {
  const violations: string[] = []
  const timeline = client.messages(conversationId)
  const look = () => {
    const confirmed = timeline.getSnapshot().items.filter((item) => item.origin === 'server')
    confirmed.forEach((item, index) => {
      const before = confirmed[index - 1]
      if (before !== undefined && compareMessages(before, item) >= 0) {
        violations.push(`order: ${name} shows ${before.id} before ${item.id} in ${conversationId}`)
      }
    })
    const keys = new Set(timeline.getSnapshot().items.map((item) => item.key))
    if (keys.size < timeline.getSnapshot().items.length) {
      violations.push(`order: ${name} shows a message twice in ${conversationId}`)
    }
  }
  return { violations, close: timeline.subscribe(look) }
}

const compareMessages = (a: Pick<Message, 'created_at' | 'seq'>, b: Pick<Message, 'created_at' | 'seq'>) =>
  a.created_at === b.created_at ? a.seq - b.seq : a.created_at < b.created_at ? -1 : 1
