import type { AgentsSnapshot } from '@pytake/client'
import { useClient } from './provider'
import { useStore } from './use-store'

/**
 * The members of the team.
 *
 * @example
 * function Team() {
 *   return <p>{useAgents().agents.map((agent) => agent.name ?? agent.user_id).join(', ')}</p>
 * }
 */
export function useAgents(): AgentsSnapshot {
  return useStore(useClient().agents(), LOADING_AGENTS)
}

const LOADING_AGENTS: AgentsSnapshot = { status: 'loading', error: null, agents: [] }
