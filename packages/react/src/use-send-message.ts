import { isPytakeError, type OutboxItem, type PytakeError, type SendInput } from '@pytake/client'
import type { Message } from '@pytake/protocol'
import { useCallback, useMemo, useState } from 'react'
import { derived } from './derived'
import { useClient } from './provider'
import { useLive } from './use-store'

export interface SendMessage {
  /**
   * Shows the message at once and resolves when the server has it; while offline it waits in the outbox. With
   * `if_last_message_id`, nothing is sent where others wrote meanwhile.
   *
   * @throws PytakeError e.g. `reply_window_closed`, `outbox_full`, `conversation_advanced`
   */
  send: (message: string | SendInput) => Promise<Message>
  /**
   * Sends a `failed` or `unknown` message again.
   *
   * @throws PytakeError e.g. `message_not_retryable`
   */
  retry: (messageId: string) => Promise<void>
  /** Forgets a message that the server does not have; false if it is on its way right now. */
  discard: (messageId: string) => boolean
  /** True while a message of this conversation is on its way; one that waits for the network is not. */
  isSending: boolean
  /** Why the last `send` failed; null again with the next one. */
  error: PytakeError | null
  /** With `conversation_advanced`: what was written meanwhile, oldest first. */
  missed: readonly Message[]
}

/**
 * Sends messages into one conversation. The functions stay the same across renders.
 *
 * @example
 * function Composer({ id, lastSeenId }: { id: string; lastSeenId: string }) {
 *   const { send, isSending, missed } = useSendMessage(id)
 *   const greet = () => send({ content: 'Olá! Como posso ajudar?', if_last_message_id: lastSeenId }).catch(() => {})
 *   return (
 *     <>
 *       {missed.map((message) => <p key={message.id}>Meanwhile: {message.content}</p>)}
 *       <button disabled={isSending} onClick={() => void greet()}>Greet</button>
 *     </>
 *   )
 * }
 */
export function useSendMessage(conversationId: string): SendMessage {
  const client = useClient()
  const [failed, setFailed] = useState<{ conversationId: string; error: PytakeError } | null>(null)

  const send = useCallback(
    async (message: string | SendInput) => {
      setFailed(null)
      try {
        return await client.send(conversationId, typeof message === 'string' ? { content: message } : message)
      } catch (error) {
        if (isPytakeError(error)) setFailed({ conversationId, error })
        throw error
      }
    },
    [client, conversationId],
  )
  const retry = useCallback((messageId: string) => client.retry(messageId), [client])
  const discard = useCallback((messageId: string) => client.outbox.discard(messageId), [client])
  const isSending = useIsSending(conversationId)
  const error = failed?.conversationId === conversationId ? failed.error : null
  const missed = error?.missed ?? NOTHING
  return { send, retry, discard, isSending, error, missed }
}

const NOTHING: readonly Message[] = []

function useIsSending(conversationId: string): boolean {
  const { outbox } = useClient()
  const live = useMemo(() => {
    const isSending = (items: readonly OutboxItem[]): boolean =>
      items.some(({ conversation_id, state }) => conversation_id === conversationId && state.status === 'sending')
    return derived(outbox, isSending, () => [])
  }, [outbox, conversationId])
  return useLive(live)
}
