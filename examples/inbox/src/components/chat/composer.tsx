'use client'

import { isPytakeError } from '@pytake/client'
import { MAX_TEXT_LENGTH } from '@pytake/protocol'
import { useSendMessage, useTyping } from '@pytake/react'
import { SendHorizontal } from 'lucide-react'
import { useState, type KeyboardEvent, type RefObject } from 'react'
import TextareaAutosize from 'react-textarea-autosize'
import { createDrafts } from '../../chat/drafts'
import { useWords } from '../../words/words-provider'

const drafts = createDrafts(() => window.sessionStorage)

/** The counter appears when this few characters are left. */
const COUNTER_FROM = 200

interface ComposerProps {
  conversationId: string
  inputRef: RefObject<HTMLTextAreaElement | null>
  onSend: () => void
}

/** Where replies are written. What is typed stays with its conversation until it is sent. */
export function Composer({ conversationId, inputRef, onSend }: ComposerProps) {
  const { composer } = useWords()
  const { text, write, submit, problem } = useDraft(conversationId, onSend)
  const left = MAX_TEXT_LENGTH - text.length
  const canSend = text.trim() !== '' && left >= 0

  const onKeyDown = (event: KeyboardEvent) => {
    // An Enter that confirms a suggestion of an input method belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    if (canSend) submit()
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (canSend) submit()
      }}
      className="shrink-0 px-3 pb-[max(12px,env(safe-area-inset-bottom))] md:px-6"
    >
      {problem !== null && (
        <p role="alert" className="pb-1 text-secondary text-danger">
          {problem}
        </p>
      )}
      <div className="flex items-end gap-1 rounded-[12px] border border-line-strong bg-canvas p-1 focus-within:border-ring focus-within:ring-1 focus-within:ring-ring">
        <TextareaAutosize
          ref={inputRef}
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          minRows={1}
          maxRows={8}
          enterKeyHint="send"
          aria-label={composer.label}
          aria-describedby="composer-hint"
          placeholder={composer.placeholder}
          data-testid="composer-input"
          className="scroll-pane min-h-9 flex-1 resize-none bg-transparent px-2.5 py-[7px] outline-none placeholder:text-ink-faint pointer-coarse:min-h-11 pointer-coarse:py-[11px] pointer-coarse:text-[16px]"
        />
        <button
          type="submit"
          disabled={!canSend}
          aria-label={composer.send}
          title={composer.send}
          data-testid="composer-send"
          className="grid size-9 shrink-0 place-items-center rounded-[9px] bg-accent text-accent-ink transition-colors duration-(--speed) hover:bg-accent-strong disabled:bg-hover disabled:text-ink-faint pointer-coarse:size-11"
        >
          <SendHorizontal aria-hidden size={18} />
        </button>
      </div>
      <p id="composer-hint" className="sr-only">
        {composer.hint}
      </p>
      {left < COUNTER_FROM && (
        <p role="status" className={left < 0 ? 'pt-1 text-meta text-danger' : 'pt-1 text-meta text-ink-faint'}>
          {left < 0 ? composer.tooLong(-left) : composer.left(left)}
        </p>
      )}
    </form>
  )
}

function useDraft(conversationId: string, onSend: () => void) {
  const { composer } = useWords()
  const { send } = useSendMessage(conversationId)
  const { setTyping } = useTyping(conversationId)
  const [text, setText] = useState(() => drafts.read(conversationId))
  const [problem, setProblem] = useState<string | null>(null)

  const keep = (next: string) => {
    setText(next)
    drafts.write(conversationId, next)
  }

  return {
    text,
    problem,
    write: (next: string) => {
      keep(next)
      setProblem(null)
      setTyping(next.trim() !== '')
    },
    submit: () => {
      keep('')
      setProblem(null)
      setTyping(false)
      send(text).catch((error: unknown) => {
        // Any other refusal stands below the message itself; here the message never came to be.
        if (!isPytakeError(error, 'outbox_full')) return
        keep(text)
        setProblem(composer.full)
      })
      onSend()
    },
  }
}
