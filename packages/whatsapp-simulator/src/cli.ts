#!/usr/bin/env node
import { readCliOptions, usage } from './cli-options'
import { SimulatorError } from './errors'
import { formatLogEntry, isRepeatedFailure, type LogEntry } from './log'
import type { SimulatorOptions } from './options'
import { createSimulator, type Simulator } from './simulator'

void main()

async function main(): Promise<void> {
  try {
    const options = readCliOptions(process.argv.slice(2), process.env)
    if (options === 'help') return print(usage())
    await run(options)
  } catch (error) {
    if (!(error instanceof SimulatorError)) throw error
    const hint = error.code === 'port_in_use' ? '; choose another with PORT=… or --port …' : ''
    process.stderr.write(`${error.message}${hint}\n`)
    process.exitCode = 1
  }
}

async function run(options: SimulatorOptions): Promise<void> {
  const simulator = await createSimulator({ ...options, onLog: printEntry })
  print(welcome(simulator, options))
  const stop = () => {
    // A second Ctrl-C must not start a second end.
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM')
    void simulator.close()
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
}

function welcome(simulator: Simulator, options: SimulatorOptions): string {
  return [
    `phone     ${simulator.phoneUrl}`,
    `graph     ${simulator.graphUrl}`,
    `webhooks  ${options.webhookUrl}`,
    '',
    'Give your server:',
    `  WHATSAPP_GRAPH_URL=${simulator.graphUrl}`,
    `  WHATSAPP_PHONE_NUMBER_ID=${simulator.phoneNumberId}`,
    `  WHATSAPP_BUSINESS_ACCOUNT_ID=${simulator.businessAccountId}`,
    `  WHATSAPP_ACCESS_TOKEN=${simulator.accessToken}`,
    `  WHATSAPP_APP_SECRET=${options.appSecret}`,
    `  WHATSAPP_VERIFY_TOKEN=${options.verifyToken}`,
    '',
  ].join('\n')
}

function printEntry(entry: LogEntry): void {
  if (isRepeatedFailure(entry)) return
  const time = new Date(entry.atMs).toLocaleTimeString('en-GB')
  print(`${time}  ${formatLogEntry(entry)}`)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
