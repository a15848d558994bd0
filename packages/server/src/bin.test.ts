import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const BIN = fileURLToPath(new URL('./bin.ts', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pytake-bin-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The program with nothing but these variables. */
function start(variables: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', BIN], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.json'), ...variables },
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (output.stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (output.stderr += String(chunk)))
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const said = (text: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const look = (): void => {
        const found = text.exec(output.stdout)
        if (found !== null) resolve(found)
      }
      child.stdout.on('data', look)
      look()
    })
  return { output, exit, said, stop: (signal: NodeJS.Signals) => child.kill(signal) }
}

test('a wrong environment ends the program with one line per fault', async () => {
  const { exit, output } = start({ PORT: 'eighty', REDIS_URL: 'redis://cache' })
  expect(await exit).toBe(1)
  expect(
    output.stderr
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]),
  ).toEqual(['REDIS_URL', 'PORT', 'JWT_SECRET'])
}, 60_000)

test('it serves until SIGTERM and then ends by itself', async () => {
  const { exit, said, stop } = start({
    PORT: '0',
    JWT_SECRET: 'a secret that has at least 32 bytes',
    DATABASE_URL: `file:${join(folder, 'new', 'inbox.db')}`,
    MEDIA_DIR: join(folder, 'media'),
  })
  const [, port] = await said(/listens on http:\/\/localhost:(\d+)/)
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200)
  stop('SIGTERM')
  expect(await exit).toBe(0)
}, 60_000)
