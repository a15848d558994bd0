import type { Context } from 'hono'
import { streamSSE, type SSEStreamingApi } from 'hono/streaming'
import type { SimulatorCore } from '../core'

const MAX_STREAMS = 100
const KEEP_ALIVE_MS = 20_000

/** `GET /_simulator/events`: says `change` whenever something did; what changed is read again by whoever cares. */
export function createEventStreams(core: SimulatorCore): (context: Context) => Response {
  let open = 0
  return (context) => {
    if (open >= MAX_STREAMS)
      return context.json({ error: { code: 'limit_reached', message: 'too many event streams' } }, 503)
    open += 1
    return streamSSE(context, async (stream) => {
      const stop = follow(core, stream)
      await new Promise<void>((resolve) => stream.onAbort(resolve))
      stop()
      open -= 1
    })
  }
}

function follow(core: SimulatorCore, stream: SSEStreamingApi): () => void {
  let writing: Promise<void> | undefined
  let dirty = false
  // A slow reader gets one `change` for many changes: nothing queues up for it.
  const writeWhileDirty = async () => {
    while (dirty) {
      dirty = false
      await stream.writeSSE({ event: 'change', data: '' })
    }
    writing = undefined
  }
  const announce = () => {
    dirty = true
    writing ??= writeWhileDirty()
  }
  const unsubscribe = core.store.subscribe(announce)
  let cancelTimer = core.env.setTimer(keepAlive, KEEP_ALIVE_MS)
  function keepAlive(): void {
    void stream.write(': still here\n\n')
    cancelTimer = core.env.setTimer(keepAlive, KEEP_ALIVE_MS)
  }
  announce()
  return () => {
    unsubscribe()
    cancelTimer()
  }
}
