import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Contest, Contestant } from '../contest'
import { inboxStores } from './inbox-stores'
import type { InboxStoreMaker } from './inbox-store'
import type { TrafficOptions } from './traffic'
import { createTraffic } from './traffic'

const INBOX: TrafficOptions = { conversations: 1_000, messagesEach: 50, events: 100_000, busyConversations: 1_000 }
/** A screen reads at most once a frame; meanwhile a busy socket brings this many events. */
const EVENTS_PER_FRAME = 100

const [floor, ...others] = inboxStores

const storeContest = (title: string, options: TrafficOptions): Contest => ({
  title: `Client store: ${title}`,
  unit: 'ms',
  contestants: [taking(floor, options), ...others.map((maker) => taking(maker, options))],
})

/** 1,000 conversations of 50 messages are held; reading the text, and telling whoever listens, is part of the work. */
export const storeContests: readonly Contest[] = [
  storeContest('100,000 events over all of 1,000 conversations', INBOX),
  storeContest('100,000 events on ten of 1,000 conversations', { ...INBOX, busyConversations: 10 }),
  storeContest('10,000 events on a conversation of 10,000 messages', {
    conversations: 1,
    messagesEach: 10_000,
    events: 10_000,
    busyConversations: 1,
  }),
  {
    title: 'Client store: memory a message, 1,000 conversations of 50',
    unit: 'bytes',
    contestants: [holding(floor), ...others.map(holding)],
  },
]

function taking(maker: InboxStoreMaker, options: TrafficOptions): Contestant {
  return {
    name: maker.name,
    async run() {
      const traffic = createTraffic(options)
      const store = await maker.create(traffic)
      const texts = Array.from(traffic.frames(), maker.encode)
      globalThis.gc?.()
      // Time of this process on a processor: what else runs on the machine does not count.
      const begun = process.cpuUsage().user
      texts.forEach((text, index) => {
        store.take(text)
        if (index % EVENTS_PER_FRAME === 0) store.read()
      })
      const tookMs = (process.cpuUsage().user - begun) / 1_000
      const { conversations, messages } = store.read()
      store.close()
      const expected = options.messagesEach + Math.ceil(options.events / 3 / options.busyConversations)
      if (conversations !== options.conversations || Math.abs(messages - expected) > 1) {
        throw new Error(`${maker.name} shows ${conversations} conversations and ${messages} of ${expected} messages`)
      }
      return tookMs
    },
  }
}

/** In a process of its own, where nothing else is held. */
function holding({ name }: InboxStoreMaker): Contestant {
  return {
    name,
    async run() {
      const program = fileURLToPath(new URL('./held-memory.ts', import.meta.url))
      const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', program, name], {
        encoding: 'utf8',
      })
      if (!stdout) throw new Error(`unable to measure the memory of ${name}; ${stderr}`)
      return Number(stdout)
    },
  }
}
