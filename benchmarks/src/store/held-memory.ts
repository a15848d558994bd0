import { inboxStores } from './inbox-stores'
import { createTraffic } from './traffic'

const OPTIONS = { conversations: 1_000, messagesEach: 50, events: 0, busyConversations: 1 }

/** Prints how many bytes of heap one message takes, with its share of all that is kept about it. */
async function main(name: string | undefined): Promise<void> {
  const maker = inboxStores.find((candidate) => candidate.name === name)
  if (!maker) throw new Error(`no contestant ${String(name)}`)
  // Once on a small scale, so that code and caches are not counted.
  const warmUp = await maker.create(createTraffic({ ...OPTIONS, conversations: 3 }))
  warmUp.close()
  const before = await heapBytes()
  const store = await maker.create(createTraffic(OPTIONS))
  const after = await heapBytes()
  store.read()
  process.stdout.write(String((after - before) / (OPTIONS.conversations * OPTIONS.messagesEach)))
  process.exit()
}

/** Twice, and a turn between: what a finalizer or a timer still holds goes in the second. */
async function heapBytes(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return process.memoryUsage().heapUsed
}

main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(String(error))
  process.exitCode = 1
})
