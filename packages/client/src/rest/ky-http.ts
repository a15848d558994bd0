import ky from 'ky'
import type { Http, RestEnv } from './http'
import { createHttp, fileType, pathOf } from './http'
import type { TokenSource } from './token-source'

/**
 * `Http` on ky, for `@pytake/client/rest`. Its timers and retries are off: those of `env` bound a request, and whether
 * another try is safe only the caller knows.
 *
 * @param baseUrl with the API's base path, e.g. `https://api.example.com/api/v1`
 */
export function createKyHttp(env: RestEnv, baseUrl: string, tokens: TokenSource): Http {
  const send = ky.create({
    prefixUrl: baseUrl,
    timeout: false,
    retry: 0,
    // An answer that is no success is read where it is known how our server words it.
    throwHttpErrors: false,
    fetch: (input, init) => env.fetch(new Request(input, init)),
  })
  return createHttp(env, tokens, ({ route, input, token, signal }) =>
    send(pathOf(route, input).slice(1), {
      method: route.method,
      headers: { Authorization: `Bearer ${token}`, ...(input.file && { 'Content-Type': fileType(input.file) }) },
      searchParams: { ...input.query },
      signal,
      ...(input.body === undefined ? {} : { json: input.body }),
      ...(input.file && { body: input.file }),
    }),
  )
}
