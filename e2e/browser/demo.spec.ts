import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { ROOT } from '../../examples/demo/src/root'
import { freePort } from '../stack/ports'
import { openInbox } from './inbox-page'
import { openPhone } from './phone-page'

const LATER_START_MS = 10_000

interface Demo {
  ports: { PORT: string; INBOX_PORT: string; SIMULATOR_PORT: string }
  folder: string
}

async function freshDemo(): Promise<Demo> {
  const port = async () => String(await freePort())
  return {
    ports: { PORT: await port(), INBOX_PORT: await port(), SIMULATOR_PORT: await port() },
    folder: mkdtempSync(join(tmpdir(), 'pytake-demo-')),
  }
}

const started = new Set<ChildProcess>()

/** A test that failed half-way must not leave a demo running. */
test.afterEach(async () => {
  await Promise.all([...started].filter((child) => child.exitCode === null).map(interrupt))
  started.clear()
})

/** `npm run demo` as a person starts it; resolves at its last line, or when it ends. */
async function startDemo({ ports, folder }: Demo): Promise<{ process: ChildProcess; output: string; tookMs: number }> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['--import', 'tsx', 'examples/demo/src/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, ...ports, DEMO_DATA_DIR: folder },
  })
  started.add(child)
  let output = ''
  await new Promise<void>((resolve) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes('Ctrl-C ends everything')) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', () => resolve())
  })
  return { process: child, output, tookMs: performance.now() - startedAt }
}

function interrupt(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code))
    child.kill('SIGINT')
  })
}

const answers = (port: string, path: string) =>
  fetch(`http://localhost:${port}${path}`).then(
    () => true,
    () => false,
  )

test('the demo starts alive, ends by Ctrl-C, and keeps its data for a quick second start', async ({
  page,
  context,
}) => {
  test.setTimeout(180_000)
  const demo = await freshDemo()
  const inboxUrl = `http://localhost:${demo.ports.INBOX_PORT}`
  const first = await startDemo(demo)
  expect(first.output).toContain(`${inboxUrl}/conversations`)
  expect(first.output).toContain(`http://localhost:${demo.ports.SIMULATOR_PORT}/phone`)

  const inbox = await openInbox(page, inboxUrl)
  await expect(page.getByTestId('conversation-row')).toHaveCount(8)
  const phone = await openPhone(await context.newPage(), `http://localhost:${demo.ports.SIMULATOR_PORT}/phone`)
  await phone.open('5511999990001')
  await phone.write('fica guardado?')
  await expect(inbox.row('João Silva')).toContainText('fica guardado?')
  expect(await interrupt(first.process)).toBe(0)
  for (const [name, port] of Object.entries(demo.ports)) expect(await answers(port, '/'), name).toBe(false)

  const second = await startDemo(demo)
  expect(second.tookMs).toBeLessThan(LATER_START_MS)
  await openInbox(page, inboxUrl)
  await expect(inbox.row('João Silva')).toContainText('fica guardado?')
  await inbox.open('Fernanda Lima')
  await inbox.reply('Bom dia, Fernanda!')
  await expect(inbox.bubble('Bom dia, Fernanda!')).toHaveAttribute('data-status', /sent|delivered|read/)
  expect(await interrupt(second.process)).toBe(0)
  rmSync(demo.folder, { recursive: true, force: true })
})

test('a port that is taken is named, with the variable that chooses another', async () => {
  const demo = await freshDemo()
  const squatter = createServer()
  await new Promise<void>((resolve) => squatter.listen(Number(demo.ports.INBOX_PORT), () => resolve()))
  const { process: child, output } = await startDemo(demo)
  expect(child.exitCode).toBe(1)
  expect(output).toContain(`port ${demo.ports.INBOX_PORT} is taken`)
  expect(output).toContain('INBOX_PORT=')
  await new Promise((resolve) => squatter.close(resolve))
  rmSync(demo.folder, { recursive: true, force: true })
})
