import { isPytakeError, type PytakeError, type SendInput } from '@pytake/client'
import { useCallback, useState, type ChangeEvent, type FormEvent, type KeyboardEvent } from 'react'
import { useClient } from './provider'
import { useDraft } from './use-draft'
import { useReplyWindow } from './use-reply-window'

export interface ComposerOptions {
  /** Read out for the field, e.g. "Message to João". */
  label?: string
  /** What sends: Enter, with Shift+Enter for a new line, or Ctrl/⌘+Enter. By default Enter. */
  sendOn?: 'enter' | 'mod+enter'
  /** Sent along with the text, e.g. `reply_to_id`, or `message_type: 'note'`. */
  message?: Omit<SendInput, 'content'>
}

export interface Composer {
  /** For the `<form>`. */
  formProps: { onSubmit: (event: FormEvent) => void }
  /** For the `<textarea>`. */
  inputProps: {
    value: string
    onChange: (event: ChangeEvent<HTMLTextAreaElement>) => void
    onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void
    onBlur: () => void
    readOnly: boolean
    enterKeyHint: 'send' | 'enter'
    'aria-label': string | undefined
    'aria-disabled': boolean
    'aria-invalid': boolean
  }
  /** For the `<button>`. */
  sendButtonProps: { type: 'submit'; disabled: boolean }
  /** True where the reply window is closed: only templates and notes may be sent. */
  isBlocked: boolean
  /** Why the last message was not sent; its text is in the field again, unless something else is being written. */
  error: PytakeError | null
}

/**
 * Everything a composer has to get right, for elements of your own: Enter sends and Shift+Enter breaks the line, but never
 * while an input method composes; what is written is a draft and tells colleagues that we type; a closed reply window
 * leaves the field readable and blocks it.
 *
 * @example
 * function Composer({ id }: { id: string }) {
 *   const { formProps, inputProps, sendButtonProps, isBlocked } = useComposerProps(id, { label: 'Message' })
 *   return (
 *     <form {...formProps}>
 *       <textarea {...inputProps} rows={1} />
 *       <button {...sendButtonProps}>Send</button>
 *       {isBlocked && <p>Choose a template</p>}
 *     </form>
 *   )
 * }
 */
export function useComposerProps(conversationId: string, options: ComposerOptions = {}): Composer {
  const { label, sendOn = 'enter', message } = options
  const client = useClient()
  const { content, setContent } = useDraft(conversationId)
  const { state, allows } = useReplyWindow(conversationId)
  const [failed, setFailed] = useState<{ conversationId: string; error: PytakeError } | null>(null)
  const isBlocked = state === 'closed' && !allows.includes(message?.message_type === 'note' ? 'note' : 'text')
  const canSend = !isBlocked && content.trim() !== ''
  const error = failed?.conversationId === conversationId ? failed.error : null

  const stopTyping = useCallback(() => client.setTyping(conversationId, false), [client, conversationId])

  const submit = (): void => {
    if (!canSend) return
    setFailed(null)
    setContent('')
    stopTyping()
    client.send(conversationId, { ...message, content }).catch((thrown: unknown) => {
      if (!isPytakeError(thrown)) return
      setFailed({ conversationId, error: thrown })
      giveBack(thrown)
    })
  }

  /** What was refused goes back into the field instead of standing twice. */
  const giveBack = (thrown: PytakeError): void => {
    const draft = client.draft(conversationId)
    if (draft.getSnapshot().content !== '') return
    const refused = client.outbox.items().find((item) => item.state.status === 'failed' && item.state.error === thrown)
    if (refused !== undefined) client.outbox.discard(refused.id)
    draft.set(content)
  }

  return {
    formProps: {
      onSubmit: (event) => {
        event.preventDefault()
        submit()
      },
    },
    inputProps: {
      value: content,
      onChange: ({ target }) => {
        setContent(target.value)
        client.setTyping(conversationId, target.value !== '')
      },
      onKeyDown: (event) => {
        if (!isSendKey(event, sendOn)) return
        event.preventDefault()
        submit()
      },
      onBlur: stopTyping,
      readOnly: isBlocked,
      enterKeyHint: sendOn === 'enter' ? 'send' : 'enter',
      'aria-label': label,
      'aria-disabled': isBlocked,
      'aria-invalid': error !== null,
    },
    sendButtonProps: { type: 'submit', disabled: !canSend },
    isBlocked,
    error,
  }
}

/** The key code of a key that an input method has taken; Safari tells of it after the composition has ended. */
const TAKEN_BY_INPUT_METHOD = 229

function isSendKey(event: KeyboardEvent, sendOn: 'enter' | 'mod+enter'): boolean {
  const { key, shiftKey, ctrlKey, metaKey, altKey, keyCode, nativeEvent } = event
  if (key !== 'Enter' || nativeEvent.isComposing || keyCode === TAKEN_BY_INPUT_METHOD) return false
  return sendOn === 'enter' ? !shiftKey && !altKey && !ctrlKey && !metaKey : ctrlKey || metaKey
}
