import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root'

interface Target {
  name: string
  /** Files and folders; when one is newer than an output, the target is stale. */
  sources: string[]
  outputs: string[]
  command: string[]
}

const PACKAGES = ['protocol', 'client', 'react', 'server', 'whatsapp-simulator']

const TARGETS: Target[] = [
  {
    name: 'packages',
    sources: PACKAGES.flatMap((name) => [`packages/${name}/src`, `packages/${name}/package.json`]),
    outputs: PACKAGES.map((name) => `packages/${name}/dist/index.d.ts`),
    command: ['run', 'build'],
  },
  {
    name: 'inbox',
    sources: ['examples/inbox/src', 'examples/inbox/package.json', 'packages/react/dist', 'packages/client/dist'],
    outputs: ['examples/inbox/.next/BUILD_ID'],
    command: ['run', 'build', '--workspace', '@pytake/example-inbox'],
  },
]

/** Builds what is missing or older than its sources; says so, since the first time takes a while. */
export async function buildWhatIsStale(say: (line: string) => void): Promise<void> {
  for (const target of TARGETS) {
    if (isFresh(target)) continue
    say(`building ${target.name} (only when something changed)…`)
    await runNpm(target.command)
  }
}

function isFresh({ sources, outputs }: Target): boolean {
  const built = outputs.map((path) => join(ROOT, path))
  if (!built.every((path) => existsSync(path))) return false
  const oldestOutput = Math.min(...built.map((path) => statSync(path).mtimeMs))
  const newestSource = Math.max(...sources.flatMap((path) => changeTimes(join(ROOT, path))))
  return newestSource <= oldestOutput
}

/** Folders count too: their time changes when a file in them goes. */
function changeTimes(path: string): number[] {
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return [mtimeMs]
  const inside = readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.name.includes('.test.'))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs)
  return [mtimeMs, ...inside]
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
