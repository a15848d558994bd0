import { failure } from './errors'
import { deriveAddresses } from './lib/addresses'
import { browserEnv } from './lib/env-browser'
import type { RestEnv } from './rest/http'
import { createKyHttp } from './rest/ky-http'
import type { RestClient } from './rest/rest-client'
import { createRest } from './rest/rest'
import { createRestExtras } from './rest/rest-extras'
import { createTokenSource } from './rest/token-source'

export { isPytakeError, PytakeError } from './errors'
export type { PytakeErrorOptions } from './errors'
export type { RestEnv } from './rest/http'
export type {
  ListContactsInput,
  ListConversationsInput,
  ListEventsInput,
  ListMessagesInput,
  RequestOptions,
  SearchInput,
} from './rest/request'
export type { Page, RestClient } from './rest/rest-client'

export interface RestClientOptions {
  /** Address of the API, e.g. `https://api.example.com`. */
  url: string
  /** A bearer token that is never renewed. Give this or `getToken`. */
  token?: string
  /** Called for the first token, and again when one is refused. */
  getToken?: () => string | Promise<string>
  /** Clock, timers and `fetch`; by default the real ones. */
  env?: RestEnv
}

/**
 * Creates the typed REST client alone, without socket, store or outbox: for server rendering, scripts and bots, on ky.
 * It holds nothing open, so there is nothing to close. A request that takes longer than 30 s rejects with
 * `request_timeout`; none is tried again by itself, except once with a new token.
 *
 * @throws PytakeError `invalid_configuration`
 * @example
 * import { createRestClient } from '@pytake/client/rest'
 *
 * const rest = createRestClient({ url: 'https://api.example.com', token })
 * const { items } = await rest.conversations.list({ status: 'waiting', limit: 20 })
 * for (const { id } of items) await rest.messages.send(id, { content: 'Já respondemos!' })
 */
export function createRestClient({ env = browserEnv, ...options }: RestClientOptions): RestClient {
  const http = createKyHttp(env, readRestUrl(options.url), createTokenSource(options))
  return createRest(http, async () => createRestExtras(http))
}

function readRestUrl(url: string): string {
  try {
    return deriveAddresses({ url }, null).restUrl
  } catch (cause) {
    throw failure('read url', 'invalid_configuration', { cause })
  }
}
