import { plantedBugs, type PlantedBug } from './planted-bugs'
import { withClientWorld } from './plant'

const MAX_SECONDS = 60
const MAX_SEEDS = 3_000

interface Finding {
  seed: number
  invariant: string
  seconds: number
}

/** `npm run sim:bugs`: plants one bug after the other into a copy of the client and runs seeds until it is found. */
async function main(): Promise<void> {
  print(row('bug', 'seed', 'invariant', 'seconds'))
  let missed = 0
  for (const bug of plantedBugs) {
    const finding = await find(bug)
    if (finding === null) missed += 1
    print(
      finding === null
        ? row(bug.name, '-', 'NOT FOUND', '-')
        : row(bug.name, String(finding.seed), finding.invariant, finding.seconds.toFixed(1)),
    )
  }
  print(`${plantedBugs.length - missed} of ${plantedBugs.length} planted bugs found`)
  if (missed > 0) process.exitCode = 1
}

const find = (bug: PlantedBug): Promise<Finding | null> =>
  withClientWorld(bug, async (run) => {
    const startedMs = performance.now()
    for (let seed = 1; seed <= MAX_SEEDS; seed += 1) {
      const { violations } = await run(seed)
      const seconds = (performance.now() - startedMs) / 1000
      const [violation] = violations
      if (violation !== undefined) return { seed, invariant: violation.split(':')[0] ?? '', seconds }
      if (seconds > MAX_SECONDS) return null
    }
    return null
  })

const row = (name: string, seed: string, invariant: string, seconds: string) =>
  `${name.padEnd(62)} ${seed.padStart(5)}  ${invariant.padEnd(14)} ${seconds.padStart(7)}`

const print = (line: string) => process.stdout.write(`${line}\n`)

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exitCode = 1
})
