'use client'

import { MessagesSquare } from 'lucide-react'
import Link from 'next/link'
import { useWords } from '../words/words-provider'
import { Notice } from './notice'

/** The page of an address that does not exist. */
export function NothingHere() {
  const { setup } = useWords()
  return (
    <main className="grid h-dvh">
      <Notice icon={MessagesSquare} title={setup.notFound}>
        <Link href="/conversations" className="text-secondary font-medium text-accent underline underline-offset-2">
          {setup.toInbox}
        </Link>
      </Notice>
    </main>
  )
}
