'use client'

import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useWords } from '../../words/words-provider'
import { IconButton } from '../icon-button'

/** Every key the inbox knows. */
export function HelpDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { help, app } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])

  const rows: [string[], string][] = [
    [['J', 'K', '↓', '↑'], help.move],
    [['Enter'], help.openRow],
    [['Esc'], help.back],
    [['R'], help.reply],
    [['A'], help.assign],
    [['E'], help.close],
    [['/'], help.search],
    [['Enter'], help.sends],
    [['Shift + Enter'], help.breaks],
    [['?'], help.help],
  ]
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
      aria-labelledby="help-title"
      className="m-auto w-[min(440px,92vw)] rounded-[14px] bg-raised p-0 text-ink shadow-raised backdrop:bg-black/45"
    >
      <div className="flex items-center justify-between py-3 pr-3 pl-5">
        <h2 id="help-title" className="font-semibold">
          {help.title}
        </h2>
        <IconButton icon={X} label={app.closeDialog} onClick={onClose} />
      </div>
      <dl className="px-5 pb-5">
        {rows.map(([keys, meaning]) => (
          <div key={meaning} className="flex items-center justify-between gap-4 border-t border-line py-2 text-[14px]">
            <dt className="text-ink-soft">{meaning}</dt>
            <dd className="flex shrink-0 gap-1">
              {keys.map((key) => (
                <kbd key={key} className="rounded-[5px] border border-line-strong bg-sunken px-1.5 font-sans text-meta">
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </dialog>
  )
}
