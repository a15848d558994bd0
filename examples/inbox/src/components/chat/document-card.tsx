'use client'

import type { Media } from '@pytake/protocol'
import { Download, FileText } from 'lucide-react'
import { fileSize } from '../../chat/file-size'
import { useMedia } from '../../chat/use-media'
import { useLanguage } from '../../words/words-provider'
import { MediaStatus } from './media-status'

/** A file by name, kind and size. The name is a customer's: isolated, so that no letters of it can reverse the line. */
export function DocumentCard({ media }: { media: Media }) {
  const { words, timeStyle } = useLanguage()
  const shown = useMedia(media)
  const name = media.filename ?? words.media.document
  const facts = [extensionOf(media), media.size === undefined ? null : fileSize(media.size, timeStyle.locale)]
  return (
    <span className="-mx-1.5 flex max-w-80 min-w-56 items-center gap-3 rounded-[8px] bg-hover p-2.5 text-ink">
      <FileText aria-hidden size={26} strokeWidth={1.5} className="shrink-0 text-ink-soft" />
      <span className="flex min-w-0 flex-1 flex-col">
        <bdi className="truncate text-[14px] font-medium">{name}</bdi>
        <span className="tabular text-meta text-ink-soft">{facts.filter((fact) => fact !== null).join(' · ')}</span>
      </span>
      {shown.status === 'ready' ? (
        <a
          href={shown.url}
          download={name}
          aria-label={words.media.download(name)}
          title={words.media.download(name)}
          className="grid size-9 shrink-0 place-items-center rounded-control text-ink-soft hover:text-ink pointer-coarse:size-11"
        >
          <Download aria-hidden size={18} />
        </a>
      ) : (
        <MediaStatus isComing={shown.status === 'coming'} />
      )}
    </span>
  )
}

function extensionOf({ filename, mime_type }: Media): string {
  const extension = /\.([a-z0-9]{1,5})$/i.exec(filename ?? '')?.[1] ?? mime_type.split('/').at(-1) ?? ''
  return extension.slice(0, 8).toUpperCase()
}
