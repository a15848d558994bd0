import { isPytakeError, type PytakeError } from '@pytake/client'
import { useCallback, useEffect, useState } from 'react'
import { useClient } from './provider'

export type MediaLinkView = MediaLinkState & {
  /** Asks for a new address, e.g. after the old one expired while the page slept. */
  refresh: () => void
}

type MediaLinkState =
  | { status: 'loading'; url: null; error: null }
  | { status: 'ready'; url: string; error: null }
  | { status: 'error'; url: null; error: PytakeError | null }

/**
 * An address for `<img>` and `<audio>`, which cannot send a bearer token. It expires after some minutes.
 *
 * @param mediaId the file, or null while there is none to show
 * @example
 * function Photo({ mediaId }: { mediaId: string }) {
 *   const { url, refresh } = useMediaLink(mediaId)
 *   return url === null ? null : <img src={url} alt="" onError={refresh} />
 * }
 */
export function useMediaLink(mediaId: string | null): MediaLinkView {
  const client = useClient()
  const [round, setRound] = useState(0)
  const key = `${mediaId} ${round}`
  const [settled, setSettled] = useState<{ key: string; state: MediaLinkState } | null>(null)

  useEffect(() => {
    if (mediaId === null) return
    let current = true
    const settle = (state: MediaLinkState) => {
      if (current) setSettled({ key, state })
    }
    client.mediaLink(mediaId).then(
      ({ url }) => settle({ status: 'ready', url, error: null }),
      (error: unknown) => settle({ status: 'error', url: null, error: isPytakeError(error) ? error : null }),
    )
    return () => {
      current = false
    }
  }, [client, mediaId, key])

  const refresh = useCallback(() => setRound((count) => count + 1), [])
  const state = settled?.key === key ? settled.state : LOADING_LINK
  return { ...state, refresh }
}

const LOADING_LINK: MediaLinkState = { status: 'loading', url: null, error: null }
