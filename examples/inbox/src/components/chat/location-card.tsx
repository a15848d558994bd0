'use client'

import type { Location } from '@pytake/protocol'
import { ExternalLink, MapPin } from 'lucide-react'
import { useWords } from '../../words/words-provider'

/** A place by name and address. No map is drawn: that would tell a stranger's server where the customer is. */
export function LocationCard({ location }: { location: Location }) {
  const { media, kinds } = useWords()
  const point = `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`
  return (
    <a
      href={mapAddress(location)}
      target="_blank"
      rel="noopener noreferrer"
      className="-mx-1.5 flex max-w-80 min-w-56 items-center gap-3 rounded-[8px] bg-hover p-2.5 text-ink hover:brightness-97"
    >
      <span className="grid size-10 shrink-0 place-items-center rounded-full bg-accent-soft text-accent">
        <MapPin aria-hidden size={20} />
      </span>
      <span className="flex min-w-0 flex-1 flex-col">
        <bdi className="truncate text-[14px] font-medium">{location.name ?? kinds.location}</bdi>
        <bdi className="tabular line-clamp-2 text-meta text-ink-soft">{location.address ?? point}</bdi>
        <span className="mt-0.5 flex items-center gap-1 text-meta font-medium text-accent">
          {media.openMap}
          <ExternalLink aria-hidden size={12} />
        </span>
      </span>
    </a>
  )
}

const mapAddress = ({ latitude, longitude }: Location) =>
  `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`
