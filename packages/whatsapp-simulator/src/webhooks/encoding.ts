import { createHmac } from 'node:crypto'

/**
 * JSON as Meta puts it on the wire: every non-ASCII unit as `\uXXXX`, `/` as `\/` and `@` as `\u0040`. Receivers that
 * verify a re-serialised body instead of the bytes they got fail here as they fail in production.
 */
export function encodeWebhookBody(value: unknown): string {
  return JSON.stringify(value).replace(/[/@]|[^\x20-\x7e]/g, (unit) =>
    unit === '/' ? '\\/' : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The value of `X-Hub-Signature-256` for exactly these bytes. */
export function signWebhookBody(body: string, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body, 'utf8').digest('hex')}`
}
