'use client'

import { createClient } from '@pytake/client'
import { PytakeProvider } from '@pytake/react'
import { createContext, use, useState, type ReactNode } from 'react'
import type { DemoAgent } from './demo-agents'
import { fetchToken } from './fetch-session'

/** Connects everything below it as one agent. The addresses come from the server's environment at request time. */
export function SessionProvider({
  me,
  apiUrl,
  wsUrl,
  children,
}: {
  me: DemoAgent
  apiUrl: string | null
  wsUrl: string | null
  children: ReactNode
}) {
  const [client] = useState(() =>
    createClient({
      userId: me.id,
      getToken: fetchToken,
      ...(apiUrl === null ? {} : { url: apiUrl }),
      ...(wsUrl === null ? {} : { wsUrl }),
    }),
  )
  return (
    <MeContext value={me}>
      <PytakeProvider client={client}>{children}</PytakeProvider>
    </MeContext>
  )
}

/** The agent who sits in front of the screen. */
export function useMe(): DemoAgent {
  const me = use(MeContext)
  if (me === null) throw new Error('unable to tell who is signed in; no SessionProvider above')
  return me
}

const MeContext = createContext<DemoAgent | null>(null)
