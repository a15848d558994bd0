import type { ConnectionState } from '@pytake/client'

/**
 * What a person should know about the connection: nothing, that it is lost and comes back by itself, or that it will not.
 *
 * The first attempt is silent: a line that flashes on every start teaches people to ignore it.
 */
export function bannerState(state: Pick<ConnectionState, 'status' | 'reason'>): 'quiet' | 'lost' | 'refused' {
  switch (state.status) {
    case 'idle':
    case 'connecting':
    case 'connected':
      return 'quiet'
    case 'reconnecting':
    case 'offline':
      return 'lost'
    case 'closed':
      return isRefusal(state.reason?.code) ? 'refused' : 'lost'
  }
}

const isRefusal = (code: string | undefined) =>
  code === 'unauthorized' || code === 'forbidden' || code === 'unsupported_protocol' || code === 'rejected'
