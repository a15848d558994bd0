#!/usr/bin/env node
import { configurationFaults, fromEnv } from './config'
import type { InboxServer } from './inbox-server'
import { createInboxServer } from './server'

/** `pytake-server`: the environment in, a listening server out, until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const server = await createInboxServer(fromEnv(process.env))
  closeOnSignals(server)
  const { port } = await server.listen()
  console.log(`pytake-server listens on http://localhost:${port}`)
}

/** A terminal and the wrappers around us may each send the signal; closing twice is the same as once, and bounded. */
function closeOnSignals(server: InboxServer): void {
  const onSignal = (): void => void server.close().then(() => process.exit(0))
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

main().catch((error: unknown) => {
  const faults = configurationFaults(error)
  for (const line of faults ?? [error]) console.error(line)
  process.exit(1)
})
