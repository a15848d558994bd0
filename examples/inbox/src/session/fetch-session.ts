import * as z from 'zod/mini'

const session = z.object({ token: z.string() })

/** Gets a fresh token from our own `/api/session`; the client calls this at the start and whenever a token expires. */
export async function fetchToken(): Promise<string> {
  const answer = await fetch('/api/session', { cache: 'no-store' })
  if (!answer.ok) throw new Error(`unable to get a session; the inbox answered ${answer.status}`)
  return session.parse(await answer.json()).token
}

/** Becomes another demo agent and starts over, since everything on the page belongs to the old one. */
export async function switchAgent(agentId: string): Promise<void> {
  const answer = await fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ agent_id: agentId }),
  })
  if (answer.ok) window.location.assign('/conversations')
}
