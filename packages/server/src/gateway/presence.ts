import type { Presence } from '@pytake/protocol'

/**
 * Who of one tenant is connected to this node and what they look at. A user with several sockets is online until the
 * last one goes, and looks at what the socket that spoke last looks at.
 */
export class PresenceBoard {
  /** By user, by connection: the conversation looked at. The connection that spoke last stands last. */
  private readonly users = new Map<string, Map<string, string | null>>()

  set(userId: string, connectionId: string, conversationId: string | null): void {
    const connections = this.users.get(userId) ?? new Map<string, string | null>()
    connections.delete(connectionId)
    connections.set(connectionId, conversationId)
    this.users.set(userId, connections)
  }

  remove(userId: string, connectionId: string): void {
    const connections = this.users.get(userId)
    connections?.delete(connectionId)
    if (connections?.size === 0) this.users.delete(userId)
  }

  of(userId: string): Presence {
    const viewed = [...(this.users.get(userId)?.values() ?? [])]
    const conversationId = viewed.findLast((conversation) => conversation !== null) ?? null
    return { user_id: userId, online: viewed.length > 0, conversation_id: conversationId }
  }
}
