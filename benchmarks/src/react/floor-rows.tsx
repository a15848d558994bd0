import { readServerFrame, type Conversation } from '@pytake/protocol'
import { createContext, memo, useCallback, useContext, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { flushSync } from 'react-dom'
import { drawRow } from './row'
import type { Mount } from './stage'

interface RowStore {
  get(id: string): Conversation | undefined
  watch(id: string, listener: () => void): () => void
}

const StoreContext = createContext<RowStore | null>(null)

/** As one product would write it for itself: the store is a module. */
export const mountFloor: Mount = (...given) => mountRows((store) => () => store, ...given)

/** As a library has to: a page may hold several stores, so each row asks the provider above it. */
export const mountContextFloor: Mount = (...given) => mountRows(() => () => useContext(StoreContext), ...given)

type UseStore = () => RowStore | null

/** The least that draws one row for one event: a map, a listener a row, an order told once a frame. */
async function mountRows(
  createUseStore: (store: RowStore) => UseStore,
  ...[conversations, container, drawn]: Parameters<Mount>
): ReturnType<Mount> {
  const root = createRoot(container)
  const held = new Map(conversations.map((item) => [item.id, item]))
  const sorted = [...conversations]
  const rowListeners = new Map<string, () => void>()
  const store: RowStore = {
    get: (id) => held.get(id),
    watch: (id, listener) => {
      rowListeners.set(id, listener)
      return () => rowListeners.delete(id)
    },
  }
  const useStore = createUseStore(store)
  let ids: readonly string[] = sorted.map(({ id }) => id)
  let tellOrder: () => void = () => undefined
  let isFrameAsked = false
  const watchOrder = (listener: () => void) => {
    tellOrder = listener
    return () => undefined
  }

  const drawOrder = (): void => {
    isFrameAsked = false
    ids = sorted.map(({ id }) => id)
    tellOrder()
  }

  const put = (item: Conversation): void => {
    const before = held.get(item.id)
    held.set(item.id, item)
    if (before === undefined) return
    const index = sorted.indexOf(before)
    if (before.last_message_time === item.last_message_time) sorted[index] = item
    else {
      sorted.splice(index, 1)
      sorted.unshift(item)
      if (!isFrameAsked) requestAnimationFrame(drawOrder)
      isFrameAsked = true
    }
    rowListeners.get(item.id)?.()
  }

  const Row = memo(function Row({ id }: { id: string }) {
    drawn.rows += 1
    const source = useStore()
    const subscribe = useCallback((listener: () => void) => source?.watch(id, listener) ?? unwatched, [source, id])
    const conversation = useSyncExternalStore(subscribe, () => source?.get(id))
    return conversation === undefined ? null : drawRow(conversation)
  })
  function List() {
    drawn.lists += 1
    const order = useSyncExternalStore(watchOrder, () => ids)
    return (
      <ul>
        {order.map((id) => (
          <Row key={id} id={id} />
        ))}
      </ul>
    )
  }

  flushSync(() =>
    root.render(
      <StoreContext.Provider value={store}>
        <List />
      </StoreContext.Provider>,
    ),
  )
  return {
    apply: (text) => {
      const reading = readServerFrame(JSON.parse(text))
      if (reading.kind !== 'frame' || reading.frame.type !== 'conversation_updated') return
      const { data } = reading.frame
      flushSync(() => put(data))
    },
    unmount: () => root.unmount(),
  }
}

const unwatched = () => undefined
