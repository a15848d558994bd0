import { createClient, type PytakeClient } from '@pytake/client'
import { createInboxServer, sqlite, type InboxServer } from '@pytake/server'
import { createSimulator, type Simulator } from '@pytake/whatsapp-simulator'

const start: {
  client: (options: { url: string; token: string }) => PytakeClient
  server: (options: { database: ReturnType<typeof sqlite>; authenticate: () => null }) => Promise<InboxServer>
  simulator: (options: { webhookUrl: string; appSecret: string; verifyToken: string }) => Promise<Simulator>
} = { client: createClient, server: createInboxServer, simulator: createSimulator }

async function main(): Promise<void> {
  const client = start.client({ url: process.env['API_URL'] ?? '', token: 'cjs-types' })
  await client.connect()
  await client.close()
  console.log('delivered')
}

void main()
