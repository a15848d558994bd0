/** What a client does after a socket closed: try again with jitter, fetch a fresh token once, or give up. */
export type CloseAction = 'retry' | 'refresh_token' | 'stop'

/** Close codes sent by the server; 4000–4099 may be retried, the others of the 44xx range may not. */
export const closeCodes = {
  normal: 1000,
  going_away: 1001,
  frame_too_large: 1009,
  internal_error: 1011,
  service_restart: 1012,
  auth_timeout: 4001,
  slow_consumer: 4002,
  too_many_connections: 4003,
  rate_limited: 4004,
  bad_frame: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  unsupported_protocol: 4404,
} as const

/**
 * Decides what to do after a close; pure, so that client, docs and tests share one table.
 *
 * @example
 * closeAction(1006) // 'retry'
 */
export function closeAction(code: number): CloseAction {
  if (code === closeCodes.unauthorized) return 'refresh_token'
  return STOP.has(code) || (code >= 4400 && code < 4500) ? 'stop' : 'retry'
}

const STOP: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009])
