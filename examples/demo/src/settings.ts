import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as z from 'zod/mini'

const port = (byDefault: number) =>
  z._default(z.pipe(z.string(), z.pipe(z.transform(Number), z.int().check(z.gte(1), z.lte(65_535)))), byDefault)

const environment = z.object({
  PORT: port(8080),
  INBOX_PORT: port(3000),
  SIMULATOR_PORT: port(8090),
  DEMO_DATA_DIR: z._default(z.string(), 'data/demo'),
})

const secrets = z.object({
  jwtSecret: z.string(),
  appSecret: z.string(),
  verifyToken: z.string(),
  accessToken: z.string(),
})

/** Everything that simulator, server and inbox must agree on. */
export interface DemoSettings {
  serverPort: number
  inboxPort: number
  simulatorPort: number
  dataDir: string
  tenantId: string
  phoneNumberId: string
  businessAccountId: string
  secrets: z.infer<typeof secrets>
}

/** Reads the ports from the environment and the secrets from the data folder, where the first start makes them. */
export function readSettings(env: NodeJS.ProcessEnv): DemoSettings {
  const parsed = environment.safeParse(env)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => issue.path.join('.'))
    throw new Error(`unable to start demo; not a port number: ${faults.join(', ')}`)
  }
  const dataDir = resolve(parsed.data.DEMO_DATA_DIR)
  mkdirSync(dataDir, { recursive: true })
  return {
    serverPort: parsed.data.PORT,
    inboxPort: parsed.data.INBOX_PORT,
    simulatorPort: parsed.data.SIMULATOR_PORT,
    dataDir,
    tenantId: 'demo',
    phoneNumberId: '106540352242922',
    businessAccountId: '102290129340398',
    secrets: readSecrets(join(dataDir, 'secrets.json')),
  }
}

function readSecrets(path: string): DemoSettings['secrets'] {
  if (existsSync(path)) return secrets.parse(JSON.parse(readFileSync(path, 'utf8')))
  const made = {
    jwtSecret: randomBytes(32).toString('hex'),
    appSecret: randomBytes(16).toString('hex'),
    verifyToken: randomBytes(16).toString('hex'),
    accessToken: randomBytes(24).toString('hex'),
  }
  writeFileSync(path, JSON.stringify(made), { mode: 0o600 })
  return made
}
