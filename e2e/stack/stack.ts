import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createInboxServer,
  fileMedia,
  jwt,
  sqlite,
  whatsapp,
  type InboxServer,
  type InboxServerOptions,
} from '@pytake/server'
import { createSimulator, type Simulator } from '@pytake/whatsapp-simulator'
import { SignJWT } from 'jose'
import { freePort } from './ports'

export const TENANT = 'tenant-test'
export const APP_SECRET = 'app-secret-for-tests'
const VERIFY_TOKEN = 'verify-token-for-tests'
const JWT_SECRET = 'a-secret-for-tests-that-is-long-enough'

/** A fake Meta and a real server on one SQLite file, talking over real HTTP on loopback. */
export interface Stack {
  meta: Simulator
  /** The server of now; another one after {@link Stack.restartServer}. */
  readonly server: InboxServer
  url: string
  socketUrl: string
  stopServer(): Promise<void>
  startServer(): Promise<void>
  close(): Promise<void>
}

/** What a test sets of the server besides. */
export type StackOptions = Pick<InboxServerOptions, 'policy'>

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'pytake-stack-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const meta = await createSimulator({
    webhookUrl: `${url}/api/v1/webhooks/whatsapp`,
    appSecret: APP_SECRET,
    verifyToken: VERIFY_TOKEN,
    deliveryDelayMs: 20,
  })
  let server = await openServer(folder, port, meta, options)
  return {
    meta,
    url,
    socketUrl: `ws://127.0.0.1:${port}/api/v1/conversations/ws`,
    get server() {
      return server
    },
    stopServer: () => server.close(),
    async startServer() {
      server = await openServer(folder, port, meta, options)
    },
    async close() {
      await server.close()
      await meta.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function openServer(folder: string, port: number, meta: Simulator, options: StackOptions): Promise<InboxServer> {
  const server = await createInboxServer({
    ...options,
    database: sqlite(join(folder, 'inbox.db')),
    media: fileMedia(join(folder, 'media')),
    authenticate: jwt({ secret: JWT_SECRET }),
    channels: [
      whatsapp({
        phoneNumberId: meta.phoneNumberId,
        businessAccountId: meta.businessAccountId,
        accessToken: meta.accessToken,
        appSecret: APP_SECRET,
        verifyToken: VERIFY_TOKEN,
        tenantId: TENANT,
        graphUrl: meta.graphUrl,
      }),
    ],
  })
  await server.listen(port, '127.0.0.1')
  return server
}

export interface TokenClaims {
  userId?: string
  tenantId?: string
  role?: 'agent' | 'admin'
  /** Seconds from now; negative is in the past. */
  expiresInSeconds?: number
}

/** A token as the host application would sign it. */
export function signToken(claims: TokenClaims = {}): Promise<string> {
  return new SignJWT({ tenant_id: claims.tenantId ?? TENANT, role: claims.role ?? 'agent', name: 'Ana' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(claims.userId ?? 'ana')
    .setExpirationTime(Math.floor(Date.now() / 1000) + (claims.expiresInSeconds ?? 900))
    .sign(new TextEncoder().encode(JWT_SECRET))
}
