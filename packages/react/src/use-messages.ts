import { isPytakeError, type MessagesSnapshot, type MessageTimeline, type PytakeError } from '@pytake/client'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useClient } from './provider'
import { useStore } from './use-store'

export interface MessagesOptions {
  /** Starts around this message instead of at the newest one, and goes there whenever it becomes another one. */
  around?: string | null
}

export type MessagesView = MessagesSnapshot & MessagesActions & Paging

export interface MessagesActions {
  /** Loads the page before the oldest message shown; a failure stands in `pageError`. */
  loadOlder: () => Promise<void>
  /** Loads the page after the newest message shown; a failure stands in `pageError`. */
  loadNewer: () => Promise<void>
  /**
   * Shows the messages around this one.
   *
   * @throws PytakeError `not_found` where the conversation has no such message
   */
  jumpTo: (messageId: string) => Promise<void>
  /** Shows the newest messages again; a failure stands in `pageError`. */
  jumpToNewest: () => Promise<void>
  /** Fetches again what is shown; a failure stands in `error`. */
  retry: () => Promise<void>
}

interface Paging {
  isLoadingOlder: boolean
  isLoadingNewer: boolean
  /** Why the last page or jump failed; null again with the next one. */
  pageError: PytakeError | null
}

/**
 * The messages of a conversation, oldest first, with those that are still on their way at the end. It can be read in both
 * directions from any message: where `hasNewer` is true, something else than the newest messages is shown.
 *
 * @example
 * function Chat({ id }: { id: string }) {
 *   const { items, hasOlder, loadOlder, hasNewer, jumpToNewest } = useMessages(id)
 *   return (
 *     <>
 *       {hasOlder && <button onClick={() => void loadOlder()}>Older</button>}
 *       {items.map((message) => <p key={message.key}>{message.content}</p>)}
 *       {hasNewer && <button onClick={() => void jumpToNewest()}>To the newest</button>}
 *     </>
 *   )
 * }
 */
export function useMessages(conversationId: string, { around = null }: MessagesOptions = {}): MessagesView {
  const timeline = useClient().messages(conversationId)
  const snapshot = useStore(timeline, LOADING_MESSAGES)
  return { ...snapshot, ...useTimelineActions(timeline, around) }
}

export const LOADING_MESSAGES: MessagesSnapshot = {
  status: 'loading',
  error: null,
  items: [],
  hasOlder: false,
  hasNewer: false,
}

const AT_REST: Paging = { isLoadingOlder: false, isLoadingNewer: false, pageError: null }

/** What can be done with a timeline, and how the last of it went. */
export function useTimelineActions(timeline: MessageTimeline, around: string | null = null): MessagesActions & Paging {
  const [held, setHeld] = useState({ timeline, paging: AT_REST })
  const paging = held.timeline === timeline ? held.paging : AT_REST

  const run = useCallback(
    async (side: 'isLoadingOlder' | 'isLoadingNewer' | null, work: Promise<void>) => {
      const show = (isLoading: boolean, pageError: PytakeError | null) =>
        setHeld((last) => ({
          timeline,
          paging: {
            ...(last.timeline === timeline ? last.paging : AT_REST),
            ...(side === null ? {} : { [side]: isLoading }),
            pageError,
          },
        }))
      show(true, null)
      await work.then(
        () => show(false, null),
        (error: unknown) => show(false, isPytakeError(error) ? error : null),
      )
    },
    [timeline],
  )

  useEffect(() => {
    if (around !== null) void run(null, timeline.jumpTo(around))
  }, [around, timeline, run])

  const actions = useMemo<MessagesActions>(
    () => ({
      loadOlder: () => run('isLoadingOlder', timeline.loadOlder()),
      loadNewer: () => run('isLoadingNewer', timeline.loadNewer()),
      jumpTo: (messageId) => timeline.jumpTo(messageId),
      jumpToNewest: () => run(null, timeline.jumpToNewest()),
      retry: () => timeline.refresh().catch(() => {}),
    }),
    [timeline, run],
  )
  return { ...actions, ...paging }
}
