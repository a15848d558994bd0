import type { DurableFrame, ServerFrame, TransientFrame } from '@pytake/protocol'
import type { ReadFrames } from '../connection/frames'
import { PytakeError } from '../errors'
import type { Store } from '../store/store'
import type { Basis } from './basis'
import type { Emitter } from './emitter'
import type { DeferredPart } from '../lib/deferred-part'
import type { Signals } from './signals'

export interface FrameIntakeOptions {
  store: Store
  basis: Basis
  signals: DeferredPart<Signals>
  emitter: Emitter
  onReset(reason: string, cursor: string): void
  /** Something happened that may change the totals. */
  onConversationChange(): void
}

/** The one way in for whatever the log tells, be it by socket or by poll. */
export interface FrameIntake {
  take(read: ReadFrames): void
  /** The log goes on elsewhere: versions seen before tell nothing. */
  forgetSeen(): void
}

export function createFrameIntake(options: FrameIntakeOptions): FrameIntake {
  const { store, basis, signals, emitter, onReset, onConversationChange } = options
  let newestVersion = 0

  /**
   * False for an event that was applied before, or is from before where we began; the cursor never goes back to it. An
   * event's version is its position in the log, so one number tells.
   */
  const isNew = ({ cursor, data: { version } }: DurableFrame): boolean => {
    if (cursor === undefined) return true
    if (version <= newestVersion) return false
    newestVersion = version
    basis.advance(cursor)
    return true
  }

  const applyDurable = (frame: DurableFrame): boolean => {
    store.apply(frame)
    if (!isNew(frame)) return false
    if (frame.type === 'message_received' || frame.type === 'message_sent') {
      const { conversation_id, sender_id } = frame.data
      signals.tellIfLoaded(({ wrote }) => wrote(conversation_id, frame.type === 'message_sent' ? sender_id : null))
    }
    if (frame.type !== 'message_status_updated' && frame.type !== 'message_updated') onConversationChange()
    return true
  }

  /** Applies one frame; gives it back where listeners are to hear of it. */
  const apply = (frame: ServerFrame): DurableFrame | TransientFrame | null => {
    switch (frame.type) {
      case 'auth_ok':
      case 'auth_error':
      case 'pong':
      case 'draining':
      case 'token_expiring':
        return null
      case 'error':
        emitter.error(new PytakeError(frame.code, frame.message))
        return null
      case 'progress':
        basis.advance(frame.cursor)
        return null
      case 'reset':
        onReset(frame.reason, frame.cursor)
        return null
      case 'typing_start':
      case 'typing_stop':
      case 'agent_typing_start':
      case 'agent_typing_stop':
      case 'presence_updated':
        signals.tell(({ apply }) => apply(frame))
        return frame
      default:
        return applyDurable(frame) ? frame : null
    }
  }

  return {
    take: ({ frames, faults }) => {
      // Listeners hear after all is applied, so that whatever they read is there.
      const told = store.batch.run(() => frames.map(apply))
      for (const fault of faults) {
        emitter.error(new PytakeError('invalid_response', `unable to read a frame; ${fault}`))
      }
      frames.forEach((frame, index) => {
        emitter.emit('message', frame)
        const event = told[index]
        if (event) emitter.emitFrame(event)
      })
    },
    forgetSeen: () => {
      newestVersion = 0
    },
  }
}
