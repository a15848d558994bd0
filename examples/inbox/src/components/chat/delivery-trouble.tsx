'use client'

import type { MessageItem } from '@pytake/client'
import { useSendMessage } from '@pytake/react'
import { useState } from 'react'
import { failureReason } from '../../chat/failure-reason'
import { useWords } from '../../words/words-provider'

/** Below a message that failed or whose fate is unknown: what happened, and what a person can decide. */
export function DeliveryTrouble({ message }: { message: MessageItem }) {
  if (message.status === 'failed') return <FailedTrouble message={message} />
  if (message.status === 'unknown') return <UnknownTrouble message={message} />
  return null
}

function FailedTrouble({ message }: { message: MessageItem }) {
  const words = useWords()
  const { retry, discard, hasFailed } = useDecision(message)
  return (
    <div className="mt-1 max-w-[min(85%,560px)] text-right text-secondary text-danger" data-testid="delivery-failed">
      <p>{failureReason(message.error, words)}</p>
      <p className="flex justify-end gap-3">
        <DecisionButton onClick={retry}>{words.app.tryAgain}</DecisionButton>
        {message.origin === 'outbox' && <DecisionButton onClick={discard}>{words.delivery.discard}</DecisionButton>}
      </p>
      {hasFailed && <p role="alert">{words.actions.failed}</p>}
    </div>
  )
}

function UnknownTrouble({ message }: { message: MessageItem }) {
  const words = useWords()
  const [isLeft, setIsLeft] = useState(false)
  const { retry, hasFailed } = useDecision(message)
  if (isLeft) return null
  return (
    <div
      className="mt-1 max-w-[min(85%,420px)] rounded-control bg-warning-soft px-3 py-2 text-secondary text-pretty text-warning"
      data-testid="delivery-unknown"
    >
      <p>{words.delivery.unknownWhy}</p>
      <p className="flex gap-3">
        <DecisionButton onClick={retry}>{words.delivery.sendAnyway}</DecisionButton>
        <DecisionButton onClick={() => setIsLeft(true)}>{words.delivery.wait}</DecisionButton>
      </p>
      {hasFailed && <p role="alert">{words.actions.failed}</p>}
    </div>
  )
}

function useDecision({ id, conversation_id }: MessageItem) {
  const send = useSendMessage(conversation_id)
  const [hasFailed, setHasFailed] = useState(false)
  return {
    hasFailed,
    retry: () => {
      setHasFailed(false)
      send.retry(id).catch(() => setHasFailed(true))
    },
    discard: () => setHasFailed(!send.discard(id)),
  }
}

function DecisionButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="min-h-7 font-semibold underline underline-offset-2 pointer-coarse:min-h-11"
    >
      {children}
    </button>
  )
}
