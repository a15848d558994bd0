import { checks, type Surroundings } from './checks'
import { openBrowser } from './pages'
import { start } from './processes'
import { createWorkshop, type Workshop } from './workshop'

/**
 * `npm run consumers` (after a build): packs the packages, installs them as strangers would, then builds and runs a
 * project of each kind against a server that came out of the same tarballs. `-- Vite` runs those whose name begins so.
 */
async function main([filter = '']: string[]): Promise<void> {
  const started = performance.now()
  const workshop = await createWorkshop()
  print(`packed and installed (${seconds(started)})`)
  try {
    await checkAll(workshop, filter)
  } finally {
    workshop.close()
  }
  print(`${process.exitCode ? 'FAILED' : 'ok'} (${seconds(started)} in all)`)
}

async function checkAll(workshop: Workshop, filter: string): Promise<void> {
  const server = await start('node', ['server/main.mjs'], /ready (\S+)/, { folder: workshop.newest })
  const browser = await openBrowser()
  try {
    for (const name of Object.keys(checks).filter((each) => each.startsWith(filter))) {
      await check(name, { workshop, browser, api: server.ready })
    }
  } finally {
    await browser.close()
    await server.stop()
  }
}

async function check(name: string, surroundings: Surroundings): Promise<void> {
  const started = performance.now()
  try {
    const remark = await checks[name]?.(surroundings)
    print(`ok ${name} (${seconds(started)})${remark ? `: ${remark}` : ''}`)
  } catch (error) {
    process.exitCode = 1
    print(`FAILED ${name} (${seconds(started)})\n${error instanceof Error ? error.message : String(error)}`)
  }
}

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`
const print = (line: string) => process.stdout.write(`${line}\n`)

main(process.argv.slice(2)).catch((error: unknown) => {
  print(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
