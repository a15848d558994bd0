import { assertNever } from '../domain/assert-never'
import { isServerError } from '../domain/errors'
import type { Inbox } from '../domain/inbox'
import type { Logger } from '../domain/ports'
import type { Principal } from '../domain/principal'
import type { Connection } from './connection'
import type { Seat } from './seat'
import type { CommandFrame } from './session-machine'

/** Does what an authenticated client asks for on its socket: typing, viewing, ping. */
export class CommandRunner {
  /** The conversation typed in; one person types in one place. */
  private typingIn: string | null = null

  constructor(
    private readonly options: {
      inbox: Pick<Inbox, 'agentTyping' | 'conversations'>
      logger: Logger
      connection: Pick<Connection, 'id' | 'send'>
    },
  ) {}

  /** Never rejects: what fails is answered with `error`. */
  async run(frame: CommandFrame, seat: Seat): Promise<void> {
    try {
      await this.perform(frame, seat)
    } catch (error) {
      const known = isServerError(error) ? error : null
      if (known === null) this.log(error)
      const message = known?.message ?? `unable to carry out ${frame.type}; something went wrong on our side`
      this.options.connection.send({ type: 'error', code: known?.code ?? 'internal_error', message, ref: frame.type })
    }
  }

  /** A connection that ends while its user types leaves nobody waiting. */
  close(principal: Principal): void {
    const conversationId = this.typingIn
    if (conversationId === null) return
    this.typingIn = null
    const { connection, inbox } = this.options
    inbox.agentTyping(principal, conversationId, false, connection.id).catch((error: unknown) => this.log(error))
  }

  private async perform(frame: CommandFrame, seat: Seat): Promise<void> {
    const { connection, inbox } = this.options
    const { principal } = seat.audience
    switch (frame.type) {
      case 'ping':
        return connection.send({ type: 'pong', id: frame.id })
      case 'typing_start':
        this.typingIn = frame.conversation_id
        return inbox.agentTyping(principal, frame.conversation_id, true, connection.id)
      case 'typing_stop':
        if (this.typingIn === frame.conversation_id) this.typingIn = null
        return inbox.agentTyping(principal, frame.conversation_id, false, connection.id)
      case 'viewing':
        // Nobody is to look at what is not there for them; the answer would also tell of its existence.
        if (frame.conversation_id !== null) await inbox.conversations.get(principal, frame.conversation_id)
        return seat.view(frame.conversation_id)
      default:
        return assertNever(frame)
    }
  }

  private log(error: unknown): void {
    this.options.logger.error(
      { connection_id: this.options.connection.id, error },
      'Unable to carry out a socket frame',
    )
  }
}
