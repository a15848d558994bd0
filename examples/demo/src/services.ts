import { join } from 'node:path'
import type { ProcessDefinition } from './processes'
import { ROOT } from './root'
import type { DemoSettings } from './settings'

/** The fake Meta with its phone page. */
export function phoneService(settings: DemoSettings): ProcessDefinition {
  const { serverPort, simulatorPort, dataDir } = settings
  return {
    name: 'phone',
    colour: 32,
    command: process.execPath,
    args: ['packages/whatsapp-simulator/dist/cli.js'],
    readyUrl: `http://127.0.0.1:${simulatorPort}/phone`,
    env: {
      PORT: String(simulatorPort),
      WEBHOOK_URL: `http://127.0.0.1:${serverPort}/api/v1/webhooks/whatsapp`,
      SIMULATOR_STATE: join(dataDir, 'simulator.json'),
      ...whatsappEnv(settings),
    },
  }
}

/** The example server, on one SQLite file. */
export function serverService(settings: DemoSettings): ProcessDefinition {
  const { serverPort, simulatorPort, inboxPort, dataDir, secrets, tenantId } = settings
  return {
    name: 'server',
    colour: 36,
    command: process.execPath,
    args: ['--import', 'tsx', 'examples/server/src/main.ts'],
    readyUrl: `http://127.0.0.1:${serverPort}/readyz`,
    env: {
      // Without the paths of the root's tsconfig the server runs on the built packages, as a user's would.
      TSX_TSCONFIG_PATH: join(ROOT, 'examples/server/tsconfig.json'),
      PORT: String(serverPort),
      DATABASE_URL: `file:${join(dataDir, 'inbox.db')}`,
      MEDIA_DIR: join(dataDir, 'media'),
      JWT_SECRET: secrets.jwtSecret,
      WEBSOCKET_ALLOWED_ORIGINS: `http://localhost:${inboxPort},http://127.0.0.1:${inboxPort}`,
      ...whatsappEnv(settings),
      WHATSAPP_TENANT_ID: tenantId,
      WHATSAPP_GRAPH_URL: `http://127.0.0.1:${simulatorPort}/v25.0`,
    },
  }
}

/** The built Next.js inbox. */
export function inboxService({ serverPort, inboxPort, secrets, tenantId }: DemoSettings): ProcessDefinition {
  return {
    name: 'inbox',
    colour: 33,
    command: process.execPath,
    args: ['node_modules/next/dist/bin/next', 'start', 'examples/inbox', '--port', String(inboxPort)],
    readyUrl: `http://127.0.0.1:${inboxPort}/conversations`,
    env: {
      NEXT_PUBLIC_API_URL: `http://localhost:${serverPort}`,
      NEXT_PUBLIC_WS_URL: `ws://localhost:${serverPort}`,
      NEXT_TELEMETRY_DISABLED: '1',
      NODE_ENV: 'production',
      JWT_SECRET: secrets.jwtSecret,
      DEMO_TENANT_ID: tenantId,
    },
  }
}

/** What server and simulator must agree on; both read it from the same variables. */
const whatsappEnv = ({ phoneNumberId, businessAccountId, secrets }: DemoSettings) => ({
  WHATSAPP_PHONE_NUMBER_ID: phoneNumberId,
  WHATSAPP_BUSINESS_ACCOUNT_ID: businessAccountId,
  WHATSAPP_ACCESS_TOKEN: secrets.accessToken,
  WHATSAPP_APP_SECRET: secrets.appSecret,
  WHATSAPP_VERIFY_TOKEN: secrets.verifyToken,
})
