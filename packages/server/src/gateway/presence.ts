import type { Presence } from '@pytake/protocol'

/**
 * Who of one tenant is connected to this node and what they look at. A user with several sockets is online until the
 * last one goes, and looks at what the socket that spoke last looks at.
 */
export class PresenceBoard {
  /** By user, by connection: the conversation looked at. The connection that spoke last stands last. */
  private readonly users = new Map<string, Map<string, string | null>>()

  /** Notes what a connection looks at; answers the user's new state, or null where it is the old one. */
  set(userId: string, connectionId: string, conversationId: string | null): Presence | null {
    const before = this.of(userId)
    const connections = this.users.get(userId) ?? new Map<string, string | null>()
    connections.delete(connectionId)
    connections.set(connectionId, conversationId)
    this.users.set(userId, connections)
    return changed(before, this.of(userId))
  }

  remove(userId: string, connectionId: string): Presence | null {
    const before = this.of(userId)
    const connections = this.users.get(userId)
    connections?.delete(connectionId)
    if (connections?.size === 0) this.users.delete(userId)
    return changed(before, this.of(userId))
  }

  /** Everybody online, at most `limit`. */
  list(limit: number): Presence[] {
    return [...this.users.keys()].slice(0, limit).map((userId) => this.of(userId))
  }

  private of(userId: string): Presence {
    const viewed = [...(this.users.get(userId)?.values() ?? [])]
    const conversationId = viewed.findLast((conversation) => conversation !== null) ?? null
    return { user_id: userId, online: viewed.length > 0, conversation_id: conversationId }
  }
}

function changed(before: Presence, after: Presence): Presence | null {
  return before.online === after.online && before.conversation_id === after.conversation_id ? null : after
}
