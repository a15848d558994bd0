'use client'

import type { Media } from '@pytake/protocol'
import { X } from 'lucide-react'
import { useRef, type CSSProperties } from 'react'
import { photoSize } from '../../chat/photo-size'
import { useMedia } from '../../chat/use-media'
import { useWords } from '../../words/words-provider'
import { IconButton } from '../icon-button'
import { MediaStatus } from './media-status'

interface PhotoCardProps {
  media: Media
  contactName: string
  isSticker: boolean
}

/** A picture at its final size before it loads, so nothing moves; a click shows it whole. */
export function PhotoCard({ media, contactName, isSticker }: PhotoCardProps) {
  const { media: words } = useWords()
  const shown = useMedia(media)
  const dialog = useRef<HTMLDialogElement>(null)
  const size = photoSize(media, isSticker ? 160 : 320)
  const box: CSSProperties = { width: size.width, aspectRatio: `${size.width} / ${size.height}` }
  if (shown.status !== 'ready') {
    return (
      <span style={box} className="-mx-1.5 grid max-w-full place-items-center rounded-[8px] bg-hover">
        <MediaStatus isComing={shown.status === 'coming'} />
      </span>
    )
  }
  return (
    <>
      <button
        type="button"
        aria-label={words.open}
        onClick={() => dialog.current?.showModal()}
        style={box}
        className="-mx-1.5 block max-w-[calc(100%+12px)] overflow-hidden rounded-[8px] bg-hover"
      >
        <img
          src={shown.url}
          alt={words.image(contactName)}
          onError={shown.onError}
          className={isSticker ? 'size-full object-contain' : 'size-full object-cover'}
        />
      </button>
      <dialog
        ref={dialog}
        aria-label={words.image(contactName)}
        onClick={() => dialog.current?.close()}
        className="m-auto max-h-none max-w-none bg-transparent backdrop:bg-black/85"
      >
        <img src={shown.url} alt={words.image(contactName)} className="max-h-[92dvh] max-w-[94vw] object-contain" />
        <CloseButton onClose={() => dialog.current?.close()} />
      </dialog>
    </>
  )
}

function CloseButton({ onClose }: { onClose: () => void }) {
  const { app } = useWords()
  return (
    <IconButton
      icon={X}
      label={app.closeDialog}
      onClick={onClose}
      className="!fixed top-3 right-3 !bg-black/60 !text-white"
    />
  )
}
