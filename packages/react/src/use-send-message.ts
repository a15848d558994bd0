import type { SendInput } from '@pytake/client'
import type { Message } from '@pytake/protocol'
import { useCallback } from 'react'
import { useClient } from './provider'

export interface SendMessage {
  /**
   * Shows the message at once and resolves when the server has it; while offline it waits in the outbox.
   *
   * @throws PytakeError e.g. `reply_window_closed`, `outbox_full`
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
}

/**
 * Sends messages into one conversation. The functions stay the same across renders.
 *
 * @example
 * function Composer({ id }: { id: string }) {
 *   const { send } = useSendMessage(id)
 *   return <button onClick={() => void send('Olá! Como posso ajudar?')}>Greet</button>
 * }
 */
export function useSendMessage(conversationId: string): SendMessage {
  const client = useClient()
  const send = useCallback(
    (message: string | SendInput) =>
      client.send(conversationId, typeof message === 'string' ? { content: message } : message),
    [client, conversationId],
  )
  const retry = useCallback((messageId: string) => client.retry(messageId), [client])
  const discard = useCallback((messageId: string) => client.outbox.discard(messageId), [client])
  return { send, retry, discard }
}
