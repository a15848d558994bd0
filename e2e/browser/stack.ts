import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { createSupervisor, type Supervisor } from '../../examples/demo/src/processes'
import { inboxService, phoneService, serverService } from '../../examples/demo/src/services'
import { readSettings, type DemoSettings } from '../../examples/demo/src/settings'
import { freePort } from '../stack/ports'

/** The demo's own processes on an empty database: the phone, the server and the built inbox. */
export interface BrowserStack {
  phoneUrl: string
  inboxUrl: string
  serverUrl: string
  /** As pulling the plug. */
  killServer(): Promise<void>
  startServer(): Promise<void>
  /** Posts a webhook as Meta would; for more than a person would type on the phone. */
  deliver(payload: object): Promise<void>
}

export const test = base.extend<object, { stack: BrowserStack }>({
  stack: [
    // Playwright wants the first argument destructured even where nothing is taken from it.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use, { project }) => {
      const folder = mkdtempSync(join(tmpdir(), `pytake-browser-${project.name}-`))
      const settings = await settingsIn(folder)
      const supervisor = createSupervisor({ say, restart: false })
      try {
        await startAll(supervisor, settings)
        await use({
          phoneUrl: `http://localhost:${settings.simulatorPort}/phone`,
          inboxUrl: `http://localhost:${settings.inboxPort}`,
          serverUrl: `http://localhost:${settings.serverPort}`,
          killServer: () => supervisor.kill('server'),
          startServer: () => supervisor.start(serverService(settings)),
          deliver: (payload) => deliver(settings, payload),
        })
      } finally {
        await supervisor.stop()
        rmSync(folder, { recursive: true, force: true })
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

async function deliver({ serverPort, secrets }: DemoSettings, payload: object): Promise<void> {
  const body = JSON.stringify(payload)
  const signature = createHmac('sha256', secrets.appSecret).update(body).digest('hex')
  const answer = await fetch(`http://127.0.0.1:${serverPort}/api/v1/webhooks/whatsapp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
    body,
  })
  if (!answer.ok) throw new Error(`unable to deliver webhook; ${answer.status} ${await answer.text()}`)
}

async function settingsIn(folder: string): Promise<DemoSettings> {
  return readSettings({
    DEMO_DATA_DIR: folder,
    PORT: String(await freePort()),
    INBOX_PORT: String(await freePort()),
    SIMULATOR_PORT: String(await freePort()),
  })
}

async function startAll(supervisor: Supervisor, settings: DemoSettings): Promise<void> {
  const services = [phoneService(settings), serverService(settings), inboxService(settings)]
  await Promise.all(services.map((service) => supervisor.start(service)))
}

function say(name: string, _colour: number, line: string): void {
  if (process.env['DEBUG_STACK'] !== undefined) process.stdout.write(`${name} ${line}\n`)
}
