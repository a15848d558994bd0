import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Contest, Contestant } from '../contest'

/** From starting the process to the first answer, on an empty database. */
export const startContest: Contest = {
  title: 'Start of a server on SQLite',
  unit: 'ms',
  contestants: [
    contestant('bare node:http and SQLite', '/', (folder) => ({
      args: ['--import', 'tsx', fileURLToPath(new URL('./bare-process.ts', import.meta.url)), join(folder, 'bare.db')],
      env: {},
    })),
    contestant('pytake-server', '/readyz', (folder) => ({
      args: [fileURLToPath(new URL('../../../packages/server/dist/bin.js', import.meta.url))],
      env: {
        DATABASE_URL: `file:${join(folder, 'inbox.db')}`,
        MEDIA_DIR: join(folder, 'media'),
        JWT_SECRET: 's'.repeat(32),
      },
    })),
  ],
}

interface Launch {
  args: string[]
  env: Record<string, string>
}

function contestant(name: string, path: string, launch: (folder: string) => Launch): Contestant {
  return {
    name,
    async run() {
      const folder = mkdtempSync(join(tmpdir(), 'pytake-bench-'))
      const port = await freePort()
      const { args, env } = launch(folder)
      const started = performance.now()
      const child = spawn(process.execPath, args, {
        env: { ...process.env, ...env, PORT: String(port) },
        stdio: 'ignore',
      })
      const gone = new Promise((resolve) => child.once('exit', resolve))
      try {
        await untilAnswered(`http://127.0.0.1:${port}${path}`)
        return performance.now() - started
      } finally {
        child.kill('SIGTERM')
        await gone
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}

const TRIES = 2_000

async function untilAnswered(url: string): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const ok = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ok) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`unable to measure the start; nothing answers on ${url}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
