'use client'

import type { Media } from '@pytake/protocol'
import { useMediaLink } from '@pytake/react'
import { useState } from 'react'

/** What a card can show of a file right now. */
export type ShownMedia =
  { status: 'coming' } | { status: 'lost' } | { status: 'ready'; url: string; onError: () => void }

/** The address of a file, renewed once if the browser can no longer load it: links expire after some minutes. */
export function useMedia(media: Media): ShownMedia {
  const link = useMediaLink(media.status === 'ready' ? media.id : null)
  const [failures, setFailures] = useState(0)
  if (media.status === 'failed' || link.status === 'error' || failures > 1) return { status: 'lost' }
  if (link.status === 'loading') return { status: 'coming' }
  return {
    status: 'ready',
    url: link.url,
    onError: () => {
      setFailures((count) => count + 1)
      link.refresh()
    },
  }
}
