import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildWhatIsStale } from './build'
import { requireFreePorts } from './ports'
import { createSupervisor } from './processes'
import { inboxService, phoneService, serverService } from './services'
import { readSettings } from './settings'

/** `npm run demo`: a fake Meta with a phone, the server on SQLite, and the inbox, in one terminal. */
async function main(): Promise<void> {
  const settings = readSettings(process.env)
  await requireFreePorts({
    PORT: settings.serverPort,
    INBOX_PORT: settings.inboxPort,
    SIMULATOR_PORT: settings.simulatorPort,
  })
  await buildWhatIsStale((line) => say('demo', 35, line))
  if (!existsSync(join(settings.dataDir, 'inbox.db'))) {
    say('demo', 35, 'writing a first day of conversations…')
    const { seedFirstDay } = await import('./seed')
    await seedFirstDay(settings)
  }
  const supervisor = createSupervisor({ say, restart: true })
  stopOnSignal(() => supervisor.stop())
  const services = [phoneService(settings), serverService(settings), inboxService(settings)]
  await Promise.all(services.map((service) => supervisor.start(service)))
  say('demo', 35, '')
  say('demo', 35, `  Inbox  http://localhost:${settings.inboxPort}/conversations`)
  say('demo', 35, `  Phone  http://localhost:${settings.simulatorPort}/phone`)
  say('demo', 35, '')
  say(
    'demo',
    35,
    'Write on the phone, answer in the inbox. Ctrl-C ends everything; the data stay in ' + settings.dataDir,
  )
}

function say(name: string, colour: number, line: string): void {
  const label = process.stdout.isTTY ? `\u001b[${colour}m${name.padEnd(6)}\u001b[0m` : name.padEnd(6)
  process.stdout.write(`${label} ${line}\n`)
}

function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      say('demo', 35, 'stopping…')
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
