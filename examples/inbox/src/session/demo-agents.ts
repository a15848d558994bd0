/** Somebody who can answer in the demo. A product has users and a login instead. */
export interface DemoAgent {
  id: string
  name: string
  role: 'agent' | 'admin'
}

const ana: DemoAgent = { id: 'ana', name: 'Ana', role: 'admin' }
const bia: DemoAgent = { id: 'bia', name: 'Bia', role: 'agent' }

export const demoAgents: readonly DemoAgent[] = [ana, bia]

/** Name of the cookie that remembers which of the demo agents a browser is. */
export const AGENT_COOKIE = 'inbox-agent'

/** The agent with the id, or the first one: a demo is never locked out. */
export const demoAgent = (id: string | undefined): DemoAgent => demoAgents.find((agent) => agent.id === id) ?? ana
