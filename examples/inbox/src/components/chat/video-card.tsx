'use client'

import type { Media } from '@pytake/protocol'
import { photoSize } from '../../chat/photo-size'
import { useMedia } from '../../chat/use-media'
import { MediaStatus } from './media-status'

/** A film with the browser's own controls; nothing is loaded before it is played. */
export function VideoCard({ media }: { media: Media }) {
  const shown = useMedia(media)
  const size = photoSize(media, 320)
  if (shown.status !== 'ready') return <MediaStatus isComing={shown.status === 'coming'} />
  return (
    <video
      src={shown.url}
      controls
      preload="metadata"
      onError={shown.onError}
      style={{ width: size.width, aspectRatio: `${size.width} / ${size.height}` }}
      className="-mx-1.5 max-w-[calc(100%+12px)] rounded-[8px] bg-black"
    />
  )
}
