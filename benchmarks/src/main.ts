import { cpus } from 'node:os'
import { runContest } from './contest'
import { startContest } from './start/start-contest'

const ROUNDS = 7

/** `npm run bench` (after a build): every contest, all contestants in turn, as a table of medians and ratios. */
async function main(): Promise<void> {
  process.stdout.write(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n\n`)
  for (const contest of [startContest]) process.stdout.write(`${await runContest(contest, ROUNDS)}\n\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
