import { cookies } from 'next/headers'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { Inbox } from '../../components/frame/inbox'
import { SetupNotice } from '../../components/setup-notice'
import { AGENT_COOKIE, demoAgent } from '../../session/demo-agents'
import { readServerConfig } from '../../session/server-config'
import { SessionProvider } from '../../session/session-provider'

/** List and chat live in the layout, so that moving between the two pages keeps scroll position, drafts and connection. */
export default async function ConversationsLayout({ children }: { children: ReactNode }) {
  await connection()
  const { apiUrl, wsUrl, jwtSecret } = readServerConfig()
  if (jwtSecret === null) return <SetupNotice />
  const me = demoAgent((await cookies()).get(AGENT_COOKIE)?.value)
  return (
    <SessionProvider me={me} apiUrl={apiUrl} wsUrl={wsUrl}>
      <Inbox />
      {children}
    </SessionProvider>
  )
}
