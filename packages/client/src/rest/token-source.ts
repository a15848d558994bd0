import { PytakeError, toPytakeError } from '../errors'

/** The bearer token, fetched once however many ask for it. */
export interface TokenSource {
  get(): Promise<string>
  /** A token other than the refused one where there is any; fetched once for all that were refused together. */
  renew(refusedToken: string): Promise<string>
  /** False for a fixed token: nothing newer can be had. */
  canRenew: boolean
}

/** @throws PytakeError `invalid_configuration` where neither is given */
export function createTokenSource(options: {
  token?: string | undefined
  getToken?: (() => string | Promise<string>) | undefined
}): TokenSource {
  const { token, getToken } = options
  if (getToken) return renewingSource(getToken)
  if (!token) {
    throw new PytakeError('invalid_configuration', 'unable to create client; neither token nor getToken is given')
  }
  return { get: async () => token, renew: async () => token, canRenew: false }
}

function renewingSource(getToken: () => string | Promise<string>): TokenSource {
  let current: string | null = null
  let pending: Promise<string> | null = null

  const fetchToken = (): Promise<string> => {
    pending ??= readToken(getToken)
      .then((token) => (current = token))
      .finally(() => (pending = null))
    return pending
  }

  return {
    get: async () => current ?? fetchToken(),
    renew: async (refusedToken) => (current !== null && current !== refusedToken ? current : fetchToken()),
    canRenew: true,
  }
}

async function readToken(getToken: () => string | Promise<string>): Promise<string> {
  try {
    const token: unknown = await getToken()
    if (typeof token === 'string' && token !== '') return token
  } catch (error) {
    // The host's own session endpoint is usually what fails here, and most often because the network is down.
    throw toPytakeError(error, 'network_unreachable', 'unable to get a token; getToken failed')
  }
  throw new PytakeError('unauthorized', 'unable to get a token; getToken gave none')
}
