'use client'

import { TriangleAlert } from 'lucide-react'
import { Button } from '../components/button'
import { Notice } from '../components/notice'
import { useWords } from '../words/words-provider'

export default function ErrorPage() {
  const { setup } = useWords()
  return (
    <main className="grid h-dvh">
      <Notice icon={TriangleAlert} title={setup.crashed} hint={setup.crashedHint} role="alert">
        <Button look="primary" onClick={() => window.location.reload()}>
          {setup.reload}
        </Button>
      </Notice>
    </main>
  )
}
