import 'server-only'

/** What the inbox learns from its environment, at the time of a request and never while it is built. */
export interface ServerConfig {
  /** Addresses of the PyTake server; null lets the client derive them from the page. */
  apiUrl: string | null
  wsUrl: string | null
  /** Null where it is missing: the pages then say what to do. */
  jwtSecret: string | null
  tenantId: string
}

/** Reads the configuration; an empty variable counts as unset. */
export function readServerConfig(): ServerConfig {
  // Written out as `process.env.NEXT_PUBLIC_…`, the bundler would replace the values by those of the build.
  const { env } = process
  const read = (name: string) => env[name]?.trim() || null
  return {
    apiUrl: read('NEXT_PUBLIC_API_URL'),
    wsUrl: read('NEXT_PUBLIC_WS_URL'),
    jwtSecret: read('JWT_SECRET'),
    tenantId: read('DEMO_TENANT_ID') ?? 'demo',
  }
}
