import type { PytakeClient } from '@pytake/client'
import { createContext, useContext, useEffect, type ReactNode } from 'react'

export interface PytakeProviderProps {
  client: PytakeClient
  children?: ReactNode
}

/**
 * Gives a client to every hook below it and connects it once mounted.
 *
 * It never closes the client, because it did not create it: StrictMode and hot reload mount twice and must not cost a
 * second socket. Nothing is connected while rendering on a server.
 *
 * @example
 * import { createClient } from '@pytake/client'
 *
 * const client = createClient({ getToken: () => fetch('/api/session').then((answer) => answer.text()) })
 *
 * export function App() {
 *   return <PytakeProvider client={client}>{'…'}</PytakeProvider>
 * }
 */
export function PytakeProvider({ client, children }: PytakeProviderProps): ReactNode {
  useEffect(() => {
    // A refusal is part of the connection's state and an `error` event; as a rejection here nobody could catch it.
    client.connect().catch(() => {})
  }, [client])

  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>
}

/**
 * The client of the provider above.
 *
 * @throws Error where there is no `PytakeProvider`
 * @example
 * function ArchiveButton({ id }: { id: string }) {
 *   const client = useClient()
 *   return <button onClick={() => void client.updateConversation(id, { status: 'closed' })}>Close</button>
 * }
 */
export function useClient(): PytakeClient {
  const client = useContext(ClientContext)
  if (client === null) throw new Error('unable to use a PyTake hook; there is no <PytakeProvider> above')
  return client
}

/** The client above, or null; only for hooks that also work on their own. */
export const useClientIfAny = (): PytakeClient | null => useContext(ClientContext)

const ClientContext = createContext<PytakeClient | null>(null)
