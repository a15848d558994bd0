import type { Message } from '@pytake/protocol'
import type { PytakeError } from '../errors'
import { failure } from '../errors'
import { createRecentMap } from '../lib/recent-map'
import type { OutboxItem } from '../outbox/item'
import { newItem } from '../outbox/new-item'
import type { Outbox } from '../outbox/outbox'
import type { ClientStorage } from '../outbox/storage'
import type { Group } from './group'
import type { Ask, Told } from './messages'
import type { TabSeat } from './plugin'
import type { SharedItem } from './shared-item'
import { fromSharedItem, toSharedError, toSharedItem } from './shared-item'

/** Ends remembered, for a tab that hands over again what it does not know to be settled. */
const MAX_RECENT_ENDS = 1_000
const ACTION = 'send message'

/** The one outbox as each tab sees it: the leader drains it, the others mirror it and hand over what they add. */
export interface SharedOutbox extends Outbox {
  snapshot(): SharedItem[]
  lead(): void
  lost(): void
  follow(items: readonly SharedItem[]): void
  told(told: Extract<Told, { type: 'outbox' }>): void
  asked(ask: Ask): void
}

interface Waiter {
  item: OutboxItem
  resolve(message: Message): void
  reject(error: PytakeError): void
}

interface Ending {
  id: string
  message: Message | null
}

export function createSharedOutbox({ outbox: options, createOutbox, env }: TabSeat, group: Group): SharedOutbox {
  let real: Outbox | null = null
  /** What the leader holds, as far as it told. */
  let mirror: readonly OutboxItem[] = []
  /** What was added here; each is kept until its end is known, whoever leads meanwhile. */
  const waiters = new Map<string, Waiter>()
  const sent = new Map<string, Message>()
  /** Discarded here; said again to a new leader, who may not have heard it. */
  const discards = new Set<string>()
  let loading: { storage: ClientStorage | undefined } | null = null
  const ends = createRecentMap<Message | null>(MAX_RECENT_ENDS)
  let shown: readonly OutboxItem[] = []
  let isClosed = false

  const find = (id: string) => shown.find((item) => item.id === id)
  const notTaken = (): OutboxItem[] => {
    const taken = new Set(mirror.map(({ id }) => id))
    return [...waiters.values()].map(({ item }) => item).filter(({ id }) => !taken.has(id))
  }
  const show = (): void => {
    shown = [...mirror, ...notTaken()]
    options.onChange()
  }

  const end = ({ id, message }: Ending): void => {
    ends.set(id, message)
    discards.delete(id)
    const waiter = waiters.get(id)
    waiters.delete(id)
    if (message) waiter?.resolve(message)
    else waiter?.reject(failure(ACTION, 'request_aborted'))
  }
  /** Whoever waits for a message hears what became of it. */
  const settle = (changed: readonly OutboxItem[], gone: readonly Ending[]): void => {
    gone.forEach(end)
    for (const { id, state } of changed) {
      if (state.status !== 'failed') continue
      waiters.get(id)?.reject(state.error)
      waiters.delete(id)
    }
  }

  /** The leader's outbox changed: everybody is told the difference. */
  const publish = (): void => {
    if (real === null) return
    const before = new Map(mirror.map((item) => [item.id, item]))
    mirror = real.items()
    const changed = mirror.filter((item) => before.get(item.id) !== item)
    for (const { id } of mirror) before.delete(id)
    const gone = [...before.values()].map(({ id, body }) => ({
      id,
      message: sent.get(body.client_message_id ?? '') ?? null,
    }))
    sent.clear()
    settle(changed, gone)
    group.tell({ type: 'outbox', changed: changed.map(toSharedItem), gone })
    show()
    // A storage that only this tab has may still hold what ended while another one led.
    for (const { id } of changed) if (ends.get(id) !== undefined) real.discard(id)
  }

  const start = (): void => {
    const started = createOutbox({
      ...options,
      onSent: (message) => {
        if (message.client_message_id) sent.set(message.client_message_id, message)
        options.onSent(message)
      },
      onChange: () => {
        if (real === started) publish()
      },
      onError: (error) => {
        group.tell({ type: 'error', error: toSharedError(error) })
        options.onError(error)
      },
    })
    real = started
    // What the last leader held goes before what it never heard of; memory alone would have lost both.
    started.adopt([...mirror, ...notTaken()])
    for (const id of discards) started.discard(id)
    if (loading) void started.load(loading.storage)
  }

  const handOver = (items: readonly OutboxItem[]): void => {
    if (real) real.adopt(items)
    else if (items.length > 0) group.ask({ type: 'add', items: items.map(toSharedItem) })
  }
  const adopt = (items: readonly OutboxItem[]): void => {
    const known = items.filter(({ id }) => ends.get(id) !== undefined)
    // Its end was told while the tab did not listen.
    const gone = known.map(({ id }) => ({ id, message: ends.get(id) ?? null }))
    if (gone.length > 0) group.tell({ type: 'outbox', changed: [], gone })
    real?.adopt(items.filter(({ id }) => ends.get(id) === undefined))
  }

  return {
    items: () => shown,
    load: async (storage) => {
      loading = { storage: storage ?? loading?.storage }
      group.enter()
      await real?.load(storage)
    },
    adopt: handOver,
    add: async (conversationId, body, file) => {
      if (isClosed) throw failure(ACTION, 'client_closed')
      const item = newItem(env, shown, conversationId, body, file)
      const answer = new Promise<Message>((resolve, reject) => waiters.set(item.id, { item, resolve, reject }))
      handOver([item])
      if (!real) show()
      return answer
    },
    retry: (id) => (real ? real.retry(id) : group.ask({ type: 'retry', id })),
    discard: (id) => {
      if (real) return real.discard(id)
      const item = find(id)
      if (!item || (item.state.status === 'sending' && !item.upload)) return false
      discards.add(id)
      group.ask({ type: 'discard', id })
      return true
    },
    edit: (id, patch) => {
      if (real) return real.edit(id, patch)
      const item = find(id)
      if (!item || item.state.status === 'sending' || patch.content?.trim() === '') return false
      group.ask({ type: 'edit', id, patch })
      return true
    },
    forget: () => real?.forget(),
    wake: () => real?.wake(),
    close: () => {
      isClosed = true
      real?.close()
      real = null
      for (const { reject } of waiters.values()) reject(failure(ACTION, 'client_closed'))
      waiters.clear()
    },
    snapshot: () => mirror.map(toSharedItem),
    lead: start,
    lost: () => {
      const stopped = real
      real = null
      stopped?.close()
    },
    follow: (items) => {
      mirror = items.map(fromSharedItem)
      const held = new Set(mirror.map(({ id }) => id))
      const isGone = (id: string) => !held.has(id)
      settle(
        mirror,
        [...discards].filter(isGone).map((id) => ({ id, message: null })),
      )
      for (const id of discards) group.ask({ type: 'discard', id })
      handOver(notTaken())
      show()
    },
    told: ({ changed, gone }) =>
      options.batch.run(() => {
        const next = new Map(mirror.map((item) => [item.id, item]))
        const arrived = changed.map(fromSharedItem)
        for (const item of arrived) next.set(item.id, item)
        for (const { id, message } of gone) {
          next.delete(id)
          if (message) options.onSent(message)
        }
        mirror = [...next.values()].sort((a, b) => a.position - b.position)
        settle(arrived, gone)
        show()
      }),
    asked: (ask) => {
      if (ask.type === 'add') adopt(ask.items.map(fromSharedItem))
      else if (ask.type === 'retry') real?.retry(ask.id)
      else if (ask.type === 'discard') real?.discard(ask.id)
      else if (ask.type === 'edit') real?.edit(ask.id, ask.patch)
      else if (ask.type === 'visible') real?.wake()
    },
  }
}
