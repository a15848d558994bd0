'use client'

import { KeyRound } from 'lucide-react'
import { useWords } from '../words/words-provider'
import { Notice } from './notice'

/** What a page says where the server was started without its secret. */
export function SetupNotice() {
  const { setup } = useWords()
  return (
    <main className="grid h-dvh">
      <Notice icon={KeyRound} title={setup.title} hint={setup.secret}>
        <p className="text-secondary text-ink-soft">{setup.secretHow}</p>
      </Notice>
    </main>
  )
}
