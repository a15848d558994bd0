import type { Contest, Contestant } from '../contest'
import { createEvents, seedConversations, type Change } from './inbox'
import { drawFrame, openPage, type Drawn, type Mount } from './stage'

interface Setting {
  title: string
  rows: number
  change: Change
  frames: number
  eventsAFrame: number
}

/** What one event, or one frame, may draw; a contestant that draws anything else is no longer the same contestant. */
interface Expected {
  rowsAnEvent?: number
  lists: number
}

/** React, rows of the list, one event each: three settings, the same contestants. */
export async function createRowsContests(): Promise<Contest[]> {
  openPage()
  const [{ mountContextFloor, mountFloor }, { mountNaiveContext }, { mountPytake }] = await Promise.all([
    import('./floor-rows'),
    import('./naive-context'),
    import('./pytake-rows'),
  ])
  const contest = (setting: Setting, naive: Expected, floor: Expected, ours: Expected): Contest => ({
    title: setting.title,
    unit: 'ms',
    contestants: [
      contestant('a subscription a row, by hand, the store from a provider', mountContextFloor, setting, floor),
      contestant('the same, the store in a module', mountFloor, setting, floor),
      contestant('naive context', mountNaiveContext, setting, naive),
      contestant('useConversationIds, useConversation', mountPytake, setting, ours),
    ],
  })
  const inPlace: Setting = {
    title: 'React: 1,000 rows, 200 events in place, 1 row and 0 lists drawn by each',
    rows: 1_000,
    change: 'in place',
    frames: 200,
    eventsAFrame: 1,
  }
  const windowed = { ...inPlace, title: 'React: 30 rows mounted, 3,000 events in place', rows: 30, frames: 3_000 }
  const reorders: Setting = {
    title: 'React: 1,000 rows, 10 frames with 20 reorders each, 1 list drawn a frame',
    rows: 1_000,
    change: 'to the top',
    frames: 10,
    eventsAFrame: 20,
  }
  const oneRow = { rowsAnEvent: 1, lists: 0 }
  return [
    contest(inPlace, { rowsAnEvent: 1_000, lists: 200 }, oneRow, oneRow),
    contest(windowed, { rowsAnEvent: 30, lists: 3_000 }, oneRow, oneRow),
    // The first change is drawn at once, what follows with the frames.
    contest(reorders, { rowsAnEvent: 1_000, lists: 200 }, { ...oneRow, lists: 10 }, { ...oneRow, lists: 11 }),
  ]
}

function contestant(name: string, mount: Mount, setting: Setting, expected: Expected): Contestant {
  return {
    name,
    async run() {
      const drawn: Drawn = { rows: 0, lists: 0 }
      const container = document.createElement('div')
      const conversations = seedConversations(setting.rows)
      const stage = await mount(conversations, container, drawn)
      const nextEvent = createEvents(conversations, setting.change)
      const events = Array.from({ length: setting.frames * setting.eventsAFrame }, nextEvent)
      Object.assign(drawn, { rows: 0, lists: 0 })

      const started = performance.now()
      for (const [index, event] of events.entries()) {
        stage.apply(event)
        if ((index + 1) % setting.eventsAFrame > 0) continue
        drawFrame()
        await Promise.resolve()
      }
      const tookMs = performance.now() - started

      stage.unmount()
      const rows = expected.rowsAnEvent === undefined ? drawn.rows : expected.rowsAnEvent * events.length
      if (drawn.rows !== rows || drawn.lists !== expected.lists) {
        throw new Error(`${name} drew ${JSON.stringify(drawn)} instead of ${JSON.stringify({ ...expected, rows })}`)
      }
      return tookMs
    },
  }
}
