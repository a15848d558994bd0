import { readServerFrame, type Conversation } from '@pytake/protocol'
import { createContext, useContext, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { flushSync } from 'react-dom'
import { drawRow } from './row'
import type { Mount } from './stage'

const Conversations = createContext<readonly Conversation[]>([])

/** The list in a context, as most applications begin: whatever changes, everything draws. */
export const mountNaiveContext: Mount = async (conversations, container, drawn) => {
  const root = createRoot(container)
  let update: (change: (held: readonly Conversation[]) => readonly Conversation[]) => void = () => undefined

  function Row({ index }: { index: number }) {
    drawn.rows += 1
    const conversation = useContext(Conversations)[index]
    return conversation === undefined ? null : drawRow(conversation)
  }
  function List() {
    drawn.lists += 1
    const items = useContext(Conversations)
    return (
      <ul>
        {items.map(({ id }, index) => (
          <Row key={id} index={index} />
        ))}
      </ul>
    )
  }
  function App() {
    const [held, setHeld] = useState(conversations)
    update = setHeld
    return (
      <Conversations.Provider value={held}>
        <List />
      </Conversations.Provider>
    )
  }

  flushSync(() => root.render(<App />))
  return {
    apply: (text) => {
      const reading = readServerFrame(JSON.parse(text))
      if (reading.kind !== 'frame' || reading.frame.type !== 'conversation_updated') return
      const { data } = reading.frame
      flushSync(() => update((held) => [...held.map((item) => (item.id === data.id ? data : item))].sort(byRecency)))
    },
    unmount: () => root.unmount(),
  }
}

const byRecency = (a: Conversation, b: Conversation): number =>
  (b.last_message_time ?? '') < (a.last_message_time ?? '') ? -1 : 1
