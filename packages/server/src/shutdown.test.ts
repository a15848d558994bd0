import { expect, test } from 'vitest'
import { createLogger } from './observability/log'
import { shutDown, type ShutdownStep } from './shutdown'

/** Time that only moves when everything waits for it. */
function run(steps: readonly ShutdownStep[], graceMs = 1000) {
  let now = 0
  const timers: { at: number; task: () => void }[] = []
  const env = {
    now: () => now,
    setTimer(delayMs: number, task: () => void) {
      const timer = { at: now + delayMs, task }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
  }
  const lines: string[] = []
  const logger = createLogger({ destination: { write: (line) => void lines.push(line) } })
  const done = shutDown(steps, { env, logger, graceMs })
  const pass = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    const next = timers.shift()
    if (next === undefined) return
    now = next.at
    next.task()
    await pass()
  }
  return { done, pass, lines, elapsedMs: () => now }
}

const never = () => new Promise<never>(() => undefined)

test('steps run one after the other', async () => {
  const order: string[] = []
  const step = (name: string): ShutdownStep => ({
    name,
    run: async () => {
      order.push(`${name} begins`)
      await Promise.resolve()
      order.push(`${name} ends`)
    },
  })
  await run([step('requests'), step('database')]).done
  expect(order).toEqual(['requests begins', 'requests ends', 'database begins', 'database ends'])
})

test('a step that never ends costs no more than the grace, and the database is closed all the same', async () => {
  let closed = false
  const close = async (): Promise<void> => {
    closed = true
  }
  const { done, pass, elapsedMs, lines } = run([
    { name: 'sockets', run: never },
    { name: 'database', run: close },
  ])
  await pass()
  await done
  expect([closed, elapsedMs()]).toEqual([true, 1000])
  expect(lines.join()).toContain('sockets')
})

test('a step that fails is logged and the next one runs', async () => {
  let closed = false
  const { done, lines } = run([
    { name: 'bus', run: () => Promise.reject(new Error('already gone')) },
    { name: 'database', run: async () => void (closed = true) },
  ])
  await done
  expect(closed).toBe(true)
  expect(lines.join()).toContain('already gone')
})

test('a step knows what is left of the grace', async () => {
  const left: number[] = []
  const { done, pass } = run([
    { name: 'requests', run: never },
    { name: 'sockets', run: async (leftMs) => void left.push(leftMs) },
  ])
  await pass()
  await done
  expect(left).toEqual([0])
})
