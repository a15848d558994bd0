import { parseArgs } from 'node:util'
import { withClientWorld } from './plant'
import { runSeed } from './run-seed'

const WORLDS = ['client', 'whole'] as const
type World = (typeof WORLDS)[number]
type RunSeed = (seed: number) => Promise<{ violations: string[]; events: number; trace: string[]; traceHash: string }>

/**
 * `npm run sim -- --seeds 200` runs seeds 1 to 200 in the whole world: real server, real clients, fake WhatsApp.
 * `--world client` runs real clients against the test server, many times as fast; `--from 1000` starts elsewhere;
 * `--seed 17` replays one with its trace.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string' },
      from: { type: 'string' },
      seed: { type: 'string' },
      world: { type: 'string', default: 'whole' },
    },
  })
  const world = WORLDS.find((name) => name === values.world)
  if (world === undefined) throw new Error(`unable to run the simulation; --world is one of ${WORLDS.join(', ')}`)
  await inWorld(world, (run) =>
    values.seed === undefined
      ? runMany(world, run, wholeNumber('from', values.from ?? '1'), wholeNumber('seeds', values.seeds ?? '200'))
      : replay(world, run, wholeNumber('seed', values.seed)),
  )
}

/** The client world is bundled first, as a browser would have it: loading it module by module takes longer than it runs. */
const inWorld = (world: World, use: (run: RunSeed) => Promise<void>): Promise<void> =>
  world === 'client' ? withClientWorld(null, use) : use(runSeed)

async function replay(world: World, run: RunSeed, seed: number): Promise<void> {
  const { trace, violations, traceHash } = await run(seed)
  print(trace.join('\n'))
  report(world, seed, violations)
  print(`seed ${seed}: ${violations.length} violation(s), trace ${traceHash}`)
}

async function runMany(world: World, run: RunSeed, from: number, count: number): Promise<void> {
  const started = performance.now()
  const cpuBefore = process.cpuUsage()
  const failing: number[] = []
  let events = 0
  for (let seed = from; seed < from + count; seed++) {
    const result = await run(seed)
    events += result.events
    if (result.violations.length === 0) continue
    failing.push(seed)
    report(world, seed, result.violations)
  }
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  const perCpuSecond = (count / ((user + system) / 1e6)).toFixed(1)
  print(
    `${world} world: ${count} seeds, ${events} events, ${failing.length} failing, ` +
      `${(count / seconds).toFixed(1)} seeds/s (${perCpuSecond} per second of CPU)`,
  )
}

function report(world: World, seed: number, violations: string[]): void {
  if (violations.length === 0) return
  process.exitCode = 1
  for (const violation of violations) print(`seed ${seed}: ${violation}`)
  print(`replay with: npm run sim -- --world ${world} --seed ${seed}`)
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new Error(`unable to run the simulation; --${name} must be a whole number, not "${text}"`)
  return Number(text)
}

const print = (line: string) => process.stdout.write(`${line}\n`)

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exitCode = 1
})
