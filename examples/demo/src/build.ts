import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root'

interface Target {
  name: string
  /** Files and folders whose change makes the output stale. */
  sources: string[]
  /** Exists once the target has been built. */
  output: string
  command: string[]
}

const PACKAGES = ['protocol', 'client', 'react', 'server', 'whatsapp-simulator']

const TARGETS: Target[] = [
  {
    name: 'packages',
    sources: PACKAGES.flatMap((name) => [`packages/${name}/src`, `packages/${name}/package.json`]),
    output: 'packages/whatsapp-simulator/dist',
    command: ['run', 'build'],
  },
  {
    name: 'inbox',
    sources: ['examples/inbox/src', 'examples/inbox/package.json', 'packages/react/dist', 'packages/client/dist'],
    output: 'examples/inbox/.next/BUILD_ID',
    command: ['run', 'build', '--workspace', '@pytake/example-inbox'],
  },
]

/** Builds what is missing or older than its sources; says so, since the first time takes a while. */
export async function buildWhatIsStale(say: (line: string) => void): Promise<void> {
  for (const target of TARGETS) {
    const stamp = join(ROOT, '.cache', `demo-${target.name}`)
    if (existsSync(join(ROOT, target.output)) && readStamp(stamp) === fingerprint(target.sources)) continue
    say(`building ${target.name} (only when something changed)…`)
    await runNpm(target.command)
    mkdirSync(join(ROOT, '.cache'), { recursive: true })
    writeFileSync(stamp, fingerprint(target.sources))
  }
}

const readStamp = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : null)

/** Names, sizes and times are enough: a build is cheap to repeat and a content hash is not cheap to take. */
function fingerprint(sources: string[]): string {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const path of filesIn(join(ROOT, source))) {
      const { size, mtimeMs } = statSync(path)
      hash.update(`${path}\0${size}\0${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

function runNpm(command: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['--silent', ...command], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`unable to build; npm ${command.join(' ')} ended with ${String(code)}\n${output}`))
    })
  })
}
