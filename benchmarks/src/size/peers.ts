import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const FOLDER = fileURLToPath(new URL('../../peers', import.meta.url))

/** Installs the peers by their own lockfile, the first time; nobody who does not run this contest waits for them. */
export async function installPeers(): Promise<string> {
  if (!existsSync(`${FOLDER}/node_modules`)) {
    // One of them wants a newer Node to run; here it is only bundled.
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false', '--workspaces=false']
    await promisify(execFile)('npm', ['ci', ...flags], { cwd: FOLDER })
  }
  return FOLDER
}
