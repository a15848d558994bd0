import type { LogFields, Logger, MediaStore, WebhookReceiver } from '../../domain/ports'
import type { Principal } from '../../domain/principal'
import { createTokenVerifier } from '../../domain/authentication'
import { ServerError } from '../../domain/errors'
import { originCheck } from '../../domain/origins'
import type { ServerEnv } from '../../env'
import { createHttpApp, type HttpOptions } from '../app'
import { fakeInbox, type InboxOverrides } from './fake-inbox'

export const ana: Principal = { user_id: 'ana', tenant_id: 'acme', role: 'agent', name: 'Ana', expires_at: null }
export const boss: Principal = { ...ana, user_id: 'boss', role: 'admin', name: 'Boss' }

/** Time that stands still until a test moves it; timers run when it passes them. */
export function createClock(startMs = Date.UTC(2026, 0, 15, 10, 30)) {
  let now = startMs
  const timers = new Set<{ at: number; task: () => void }>()
  const env: ServerEnv = {
    now: () => now,
    setTimer(delayMs, task) {
      const timer = { at: now + delayMs, task }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    randomBytes: (length) => new Uint8Array(length).fill(7),
    fetch: async () => Response.error(),
  }
  const advance = (byMs: number): void => {
    now += byMs
    for (const timer of [...timers].filter(({ at }) => at <= now)) {
      timers.delete(timer)
      timer.task()
    }
  }
  return { env, advance, pendingTimers: () => timers.size }
}

export interface HarnessOptions {
  inbox?: InboxOverrides
  clock?: ReturnType<typeof createClock>
  whatsapp?: WebhookReceiver
  mediaStore?: MediaStore
  change?: Partial<HttpOptions>
}

/** The HTTP surface over a fake inbox; the bearer tokens are `ana`, `boss` and `expired`. */
export function createHarness(options: HarnessOptions = {}) {
  const clock = options.clock ?? createClock()
  const inbox = fakeInbox(options.inbox)
  const draining = new AbortController()
  const hints = new Set<(hint: { tenant_id: string; seq: number }) => void>()
  const lines: { level: string; fields: LogFields; message: string }[] = []
  const fetch = createHttpApp({
    inbox,
    bus: {
      onHint(listener) {
        hints.add(listener)
        return () => void hints.delete(listener)
      },
    },
    env: clock.env,
    logger: recordingLogger(lines),
    verifyToken: createTokenVerifier({ authenticate: authenticateByName, agents: inbox.agents, env: clock.env }),
    isAllowedOrigin: originCheck(undefined),
    mediaStore: options.mediaStore ?? noFiles,
    mediaLinkSecret: new Uint8Array(32).fill(1),
    whatsapp: options.whatsapp ?? null,
    rateLimit: { perMinute: 600, burst: 1200 },
    socketPath: '/api/v1/conversations/ws',
    draining: draining.signal,
    ...options.change,
  })
  return {
    clock,
    lines,
    listeners: () => hints.size,
    hint: (tenant_id: string, seq: number) => hints.forEach((listener) => listener({ tenant_id, seq })),
    drain: () => draining.abort(),
    /** Asks as Ana unless the headers say otherwise. */
    ask: (path: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers)
      if (!headers.has('authorization')) headers.set('authorization', 'Bearer ana')
      return fetch(new Request(`http://inbox.test${path}`, { ...init, headers }))
    },
    /** Asks with nothing but what is given. */
    fetch: (path: string, init?: RequestInit) => fetch(new Request(`http://inbox.test${path}`, init)),
    post: (path: string, body: unknown) =>
      fetch(
        new Request(`http://inbox.test${path}`, {
          method: 'POST',
          headers: { authorization: 'Bearer ana', 'content-type': 'application/json' },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
  }
}

function authenticateByName(token: string): Principal | null {
  if (token === 'expired') throw new ServerError('token_expired', 'unable to authenticate; token has expired')
  return [ana, boss].find(({ user_id }) => user_id === token) ?? null
}

function recordingLogger(lines: { level: string; fields: LogFields; message: string }[]): Logger {
  const at = (level: string) => (fields: LogFields, message: string) => void lines.push({ level, fields, message })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

const noFiles: MediaStore = {
  put: async () => undefined,
  read: async () => {
    throw new ServerError('not_found', 'unable to read file; no such key')
  },
  remove: async () => undefined,
}
