'use client'

import { useConnection, type ConnectionView } from '@pytake/react'
import clsx from 'clsx'
import { Check, CloudOff, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { bannerState } from '../../connection/banner-state'
import { useSecondsUntil } from '../../time/use-seconds-until'
import { useWords } from '../../words/words-provider'

const BACK_SHOWN_MS = 1400

/** One slim line above everything while the connection is gone, green for a moment when it is back. */
export function ConnectionBanner() {
  const view = useConnection()
  const state = useBannerState(view)
  return (
    <div
      role="status"
      data-testid="connection-banner"
      data-status={view.status}
      className={clsx(
        'z-10 text-center text-secondary',
        state === 'lost' && 'bg-warning-soft text-warning',
        state === 'refused' && 'bg-danger-soft text-danger',
        state === 'back' && 'bg-good text-good-ink',
      )}
    >
      {state !== 'quiet' && (
        <p className="flex min-h-8 flex-wrap items-center justify-center gap-x-2 px-4 py-1">
          <BannerText view={view} state={state} />
        </p>
      )}
    </div>
  )
}

function BannerText({ view, state }: { view: ConnectionView; state: 'lost' | 'refused' | 'back' }) {
  const { connection } = useWords()
  switch (state) {
    case 'back':
      return (
        <>
          <Check aria-hidden size={15} />
          {connection.back}
        </>
      )
    case 'refused':
      return (
        <>
          <TriangleAlert aria-hidden size={15} className="shrink-0" />
          {view.reason?.code === 'unsupported_protocol' ? (
            connection.refusedVersion
          ) : (
            <>
              {connection.refused} {connection.refusedHint}
            </>
          )}
          <RetryNow onClick={view.reconnect} />
        </>
      )
    case 'lost':
      return (
        <>
          <CloudOff aria-hidden size={15} className="shrink-0" />
          {/* A phone has room for one line; the queued bubbles there say the rest. */}
          {connection.lost} <span className="max-md:sr-only">{connection.lostHint}</span>
          <NextAttempt view={view} />
          <RetryNow onClick={view.reconnect} />
        </>
      )
  }
}

/** The countdown is for the eyes: read aloud every second it would drown everything else. */
function NextAttempt({ view }: { view: ConnectionView }) {
  const { connection } = useWords()
  const seconds = useSecondsUntil(view.nextAttemptAt)
  if (view.status !== 'reconnecting') return null
  return (
    <span aria-hidden className="tabular">
      {seconds === null || seconds === 0 ? connection.retrying : connection.retryingIn(seconds)} ·
    </span>
  )
}

function RetryNow({ onClick }: { onClick: () => void }) {
  const { connection } = useWords()
  return (
    <button
      type="button"
      onClick={onClick}
      className="font-semibold underline underline-offset-2 pointer-coarse:min-h-9"
      data-testid="connection-retry"
    >
      {connection.retryNow}
    </button>
  )
}

/** Adds to the state of the moment that it was lost before and has just come back. */
function useBannerState(view: ConnectionView): 'quiet' | 'lost' | 'refused' | 'back' {
  const now = bannerState(view)
  const [shown, setShown] = useState<'quiet' | 'lost' | 'refused' | 'back'>('quiet')
  const wasLost = shown === 'lost' || shown === 'refused'
  const next = now !== 'quiet' ? now : wasLost ? 'back' : shown === 'back' ? 'back' : 'quiet'
  if (next !== shown) setShown(next)

  useEffect(() => {
    if (shown !== 'back') return
    const timer = setTimeout(() => setShown('quiet'), BACK_SHOWN_MS)
    return () => clearTimeout(timer)
  }, [shown])
  return next
}
