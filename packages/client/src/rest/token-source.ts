import { failure, toPytakeError } from '../errors'

/** The bearer token, fetched once however many ask for it. */
export interface TokenSource {
  /** A token other than the refused one where there is any; fetched once for all that ask together. */
  get(refusedToken?: string | null): Promise<string>
  /** False for a fixed token: nothing newer can be had. */
  canRenew: boolean
}

/** @throws PytakeError `invalid_configuration` where neither is given */
export function createTokenSource({
  token,
  getToken,
}: {
  token?: string
  getToken?: () => string | Promise<string>
}): TokenSource {
  let current = token
  let pending: Promise<string> | null = null
  if (!getToken && !token) throw failure('create client without token or getToken', 'invalid_configuration')
  return {
    canRenew: getToken !== undefined,
    get: async (refusedToken) => {
      if (current && (!getToken || current !== refusedToken)) return current
      pending ??= fetchToken(getToken).finally(() => (pending = null))
      return (current = await pending)
    },
  }
}

async function fetchToken(getToken: (() => string | Promise<string>) | undefined): Promise<string> {
  let token: unknown
  try {
    token = await getToken?.()
  } catch (error) {
    // The host's own session endpoint is what fails here, and most often because the network is down.
    throw toPytakeError(error, 'get a token', 'network_unreachable')
  }
  if (typeof token === 'string' && token) return token
  throw failure('get a token', 'unauthorized')
}
