import { cpus } from 'node:os'
import { runContest } from './contest'
import { createRowsContests } from './react/rows-contest'
import { runSizeContest } from './size/size-contest'
import { startContest } from './start/start-contest'
import { storeContests } from './store/store-contest'

const ROUNDS = 7

/** By name, so that one can run alone. */
const contests: Record<string, () => Promise<string>> = {
  react: async () => {
    const tables: string[] = []
    for (const contest of await createRowsContests()) tables.push(await runContest(contest, ROUNDS))
    return tables.join('\n\n')
  },
  size: runSizeContest,
  start: () => runContest(startContest, ROUNDS),
  store: async () => {
    const tables: string[] = []
    for (const contest of storeContests) tables.push(await runContest(contest, ROUNDS))
    return tables.join('\n\n')
  },
}

/** `npm run bench` (after a build): every contest, or those named, each as a table of figures and ratios. */
async function main(names: string[]): Promise<void> {
  process.stdout.write(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n\n`)
  for (const name of names.length > 0 ? names : Object.keys(contests)) {
    const run = contests[name]
    if (run === undefined) throw new Error(`unable to run "${name}"; there are ${Object.keys(contests).join(', ')}`)
    process.stdout.write(`${await run()}\n\n`)
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
