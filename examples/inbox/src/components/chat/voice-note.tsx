'use client'

import type { Media } from '@pytake/protocol'
import { Mic, Pause, Play } from 'lucide-react'
import { useRef, useState } from 'react'
import { useMedia } from '../../chat/use-media'
import { duration } from '../../time/relative-time'
import { useWords } from '../../words/words-provider'
import { MediaStatus } from './media-status'

const speeds = [1, 1.5, 2] as const

/** A recording that can be played, wound and sped up. */
export function VoiceNote({ media }: { media: Media }) {
  const { media: words } = useWords()
  const shown = useMedia(media)
  const [audio, player] = usePlayer(media.duration_ms ?? 0)

  if (shown.status !== 'ready') {
    return (
      <span className="flex min-w-56 items-center">
        <Mic aria-hidden size={18} className="text-ink-soft" />
        <MediaStatus isComing={shown.status === 'coming'} />
      </span>
    )
  }
  return (
    <span className="flex w-64 max-w-full items-center gap-3 pt-0.5">
      {/* A recording has no captions; its duration and kind are said by the controls. */}
      <audio ref={audio} src={shown.url} preload="metadata" onError={shown.onError} {...player.events} />
      <button
        type="button"
        aria-label={player.isPlaying ? words.pause : words.play}
        onClick={player.toggle}
        className="grid size-10 shrink-0 place-items-center rounded-full bg-accent text-accent-ink hover:bg-accent-strong pointer-coarse:size-11"
      >
        {player.isPlaying ? (
          <Pause aria-hidden size={18} fill="currentColor" />
        ) : (
          <Play aria-hidden size={18} fill="currentColor" />
        )}
      </button>
      <span className="flex min-w-0 flex-1 flex-col gap-1">
        <input
          type="range"
          aria-label={words.position}
          aria-valuetext={duration(player.positionMs)}
          min={0}
          max={Math.max(1, player.lengthMs)}
          value={player.positionMs}
          onChange={(event) => player.seek(Number(event.target.value))}
          className="h-4 w-full accent-accent"
        />
        <span className="tabular text-[11px] leading-3 opacity-80">
          {duration(player.positionMs > 0 ? player.positionMs : player.lengthMs)}
        </span>
      </span>
      <button
        type="button"
        aria-label={words.speed(`${player.speed}×`)}
        onClick={player.nextSpeed}
        className="tabular h-7 w-10 shrink-0 rounded-full bg-hover text-meta font-semibold text-ink-soft pointer-coarse:h-11"
      >
        {player.speed}×
      </button>
    </span>
  )
}

function usePlayer(knownMs: number) {
  const audio = useRef<HTMLAudioElement>(null)
  const [isPlaying, setIsPlaying] = useState(false)
  const [positionMs, setPositionMs] = useState(0)
  const [lengthMs, setLengthMs] = useState(knownMs)
  const [speed, setSpeed] = useState<(typeof speeds)[number]>(1)

  const player = {
    isPlaying,
    positionMs,
    lengthMs,
    speed,
    toggle: () => {
      const element = audio.current
      if (element === null) return
      // Rejected where the file cannot be played: `error` on the element tells it, with a fresh link to follow.
      if (element.paused) element.play().catch(() => setIsPlaying(false))
      else element.pause()
    },
    seek: (toMs: number) => {
      if (audio.current !== null) audio.current.currentTime = toMs / 1000
      setPositionMs(toMs)
    },
    nextSpeed: () => {
      const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1
      if (audio.current !== null) audio.current.playbackRate = next
      setSpeed(next)
    },
    events: {
      onPlay: () => setIsPlaying(true),
      onPause: () => setIsPlaying(false),
      onTimeUpdate: () => setPositionMs((audio.current?.currentTime ?? 0) * 1000),
      onLoadedMetadata: () => {
        // Recordings streamed by a browser have no length until they have been played.
        const seconds = audio.current?.duration ?? 0
        if (Number.isFinite(seconds) && seconds > 0) setLengthMs(seconds * 1000)
      },
      onEnded: () => {
        setIsPlaying(false)
        setPositionMs(0)
      },
    },
  }
  return [audio, player] as const
}
