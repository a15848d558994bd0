import { parseArgs } from 'node:util'
import { runSeed } from './run-seed'

/** `npm run sim -- --seeds 200` runs seeds 1 to 200; `--from 1000` starts elsewhere; `--seed 17` replays one with its trace. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seeds: { type: 'string' }, from: { type: 'string' }, seed: { type: 'string' } },
  })
  if (values.seed !== undefined) return replay(wholeNumber('seed', values.seed))
  await runMany(wholeNumber('from', values.from ?? '1'), wholeNumber('seeds', values.seeds ?? '200'))
}

async function replay(seed: number): Promise<void> {
  const { trace, violations, traceHash } = await runSeed(seed)
  print(trace.join('\n'))
  report(seed, violations)
  print(`seed ${seed}: ${violations.length} violation(s), trace ${traceHash}`)
}

async function runMany(from: number, count: number): Promise<void> {
  const started = performance.now()
  const failing: number[] = []
  let events = 0
  for (let seed = from; seed < from + count; seed++) {
    const result = await runSeed(seed)
    events += result.events
    if (result.violations.length === 0) continue
    failing.push(seed)
    report(seed, result.violations)
  }
  const seconds = (performance.now() - started) / 1000
  print(`${count} seeds, ${events} events, ${failing.length} failing, ${(count / seconds).toFixed(1)} seeds/s`)
}

function report(seed: number, violations: string[]): void {
  if (violations.length === 0) return
  process.exitCode = 1
  for (const violation of violations) print(`seed ${seed}: ${violation}`)
  print(`replay with: npm run sim -- --seed ${seed}`)
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
