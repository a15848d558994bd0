import { configurationFaults, createInboxServer, fromEnv } from '@pytake/server'

try {
  const server = await createInboxServer(fromEnv(process.env))
  const { port } = await server.listen()
  console.log(`Listening on http://localhost:${port}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void server.close())
} catch (error) {
  for (const line of configurationFaults(error) ?? [error]) console.error(line)
  process.exitCode = 1
}
