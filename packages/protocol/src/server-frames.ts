import * as z from 'zod/mini'
import { contact } from './contact'
import { conversation } from './conversation'
import { cursor, id, timestamp } from './ids'
import { message, messageError, messageStatus } from './message'
import { openEnum } from './open-enum'

/** What a status change carries: the seed's three fields, and what is needed to merge it in any order. */
export const messageStatusChange = z.object({
  message_id: id,
  status: messageStatus,
  conversation_id: id,
  error: z.optional(messageError),
  version: z.number(),
})
export type MessageStatusChange = z.infer<typeof messageStatusChange>

/** The customer is typing, as told by a channel or by the host application. */
export const customerTyping = z.object({ conversation_id: id, contact_id: id })
export type CustomerTyping = z.infer<typeof customerTyping>

/** A colleague is typing. */
export const agentTyping = z.object({ conversation_id: id, user_id: id })
export type AgentTyping = z.infer<typeof agentTyping>

/** A colleague came, went, or looks at another conversation. */
export const presence = z.object({
  user_id: id,
  online: z.boolean(),
  conversation_id: z.nullable(id),
})
export type Presence = z.infer<typeof presence>

/** Removal of a conversation; `version` lets it win over older snapshots. */
export const conversationRemoval = z.object({ conversation_id: id, contact_id: id, version: z.number() })
export type ConversationRemoval = z.infer<typeof conversationRemoval>

const envelope = <const Type extends string, Data extends z.ZodMiniType>(type: Type, data: Data) =>
  z.object({ type: z.literal(type), data, cursor: z.optional(cursor), at: timestamp })

/** Changes that stand in the log, so each carries a cursor. The first four are the seed's. */
const durableFrames = {
  message_received: envelope('message_received', message),
  message_sent: envelope('message_sent', message),
  message_status_updated: envelope('message_status_updated', messageStatusChange),
  conversation_updated: envelope('conversation_updated', conversation),
  message_updated: envelope('message_updated', message),
  conversation_deleted: envelope('conversation_deleted', conversationRemoval),
  contact_updated: envelope('contact_updated', contact),
}

/** Passing states: no cursor, not in the log. The first two are the seed's. */
const transientFrames = {
  typing_start: envelope('typing_start', customerTyping),
  typing_stop: envelope('typing_stop', customerTyping),
  agent_typing_start: envelope('agent_typing_start', agentTyping),
  agent_typing_stop: envelope('agent_typing_stop', agentTyping),
  presence_updated: envelope('presence_updated', presence),
}

export const resetReasons = [
  'cursor_unreadable',
  'cursor_too_old',
  'cursor_ahead',
  'epoch_changed',
  'principal_changed',
  'access_changed',
] as const
export const resetReason = openEnum<(typeof resetReasons)[number]>()

const user = z.object({
  id,
  tenant_id: id,
  role: z.string(),
  name: z.nullable(z.string()),
  expires_at: z.nullable(timestamp),
})

/** Frames about the connection itself; flat, as `auth` is in the seed. */
const controlFrames = {
  auth_ok: z.object({
    type: z.literal('auth_ok'),
    connection_id: id,
    cursor,
    resumed: z.boolean(),
    heartbeat_ms: z.number(),
    server_time: timestamp,
    user,
  }),
  auth_error: z.object({ type: z.literal('auth_error'), code: z.string(), message: z.string() }),
  error: z.object({
    type: z.literal('error'),
    code: z.string(),
    message: z.string(),
    ref: z.optional(z.nullable(z.string())),
  }),
  pong: z.object({ type: z.literal('pong'), id }),
  progress: z.object({ type: z.literal('progress'), cursor }),
  reset: z.object({ type: z.literal('reset'), reason: resetReason, cursor }),
  draining: z.object({ type: z.literal('draining'), min_delay_ms: z.number(), max_delay_ms: z.number() }),
  token_expiring: z.object({ type: z.literal('token_expiring'), expires_at: timestamp }),
}

/** Every frame a server may send, by its `type`. */
export const serverFrames = { ...durableFrames, ...transientFrames, ...controlFrames }

type FrameOf<Table> = { [Type in keyof Table]: z.infer<Table[Type]> }[keyof Table]

export type DurableFrame = FrameOf<typeof durableFrames>
export type TransientFrame = FrameOf<typeof transientFrames>
export type ControlFrame = FrameOf<typeof controlFrames>
export type ServerFrame = DurableFrame | TransientFrame | ControlFrame

export type DurableEventType = DurableFrame['type']
/** The payload of an event by its type, e.g. `EventData<'message_received'>` is a `Message`. */
export type EventData<Type extends (DurableFrame | TransientFrame)['type']> = Extract<
  DurableFrame | TransientFrame,
  { type: Type }
>['data']

/** What reading one frame gives: a frame, a type from the future, or something that is no frame. */
export type FrameReading =
  | { kind: 'frame'; frame: ServerFrame }
  | { kind: 'unknown'; type: string; cursor: string | null }
  | { kind: 'invalid'; reason: string; cursor: string | null }

/**
 * Reads one decoded frame. An unknown type is no error: its cursor still counts, its content is left alone.
 *
 * @example
 * const reading = readServerFrame(JSON.parse('{"type":"pong","id":"1"}'))
 */
export function readServerFrame(value: unknown): FrameReading {
  // Nearly every frame is one we know, and events come by the thousand: its schema says all there is to say.
  if (typeof value === 'object' && value !== null && 'type' in value && isKnownType(value.type)) {
    const { success, data } = serverFrames[value.type].safeParse(value)
    if (success) return { kind: 'frame', frame: data }
  }
  const head = frameHead.safeParse(value)
  if (!head.success) return { kind: 'invalid', reason: 'not an object with a type', cursor: null }
  const { type } = head.data
  if (!isKnownType(type)) return { kind: 'unknown', type, cursor: head.data.cursor ?? null }
  const parsed = serverFrames[type].safeParse(value)
  if (parsed.success) return { kind: 'frame', frame: parsed.data }
  const reason = `${type}: ${parsed.error.issues[0]?.path.join('.') ?? 'unreadable'}`
  return { kind: 'invalid', reason, cursor: head.data.cursor ?? null }
}

const frameHead = z.object({ type: z.string(), cursor: z.optional(z.string()) })

const isKnownType = (type: unknown): type is keyof typeof serverFrames =>
  typeof type === 'string' && Object.hasOwn(serverFrames, type)

/** Changes that stand in the log, as `GET /events` returns them; read each with {@link readServerFrame}. */
export const eventPage = z.object({ events: z.array(z.unknown()), cursor, has_more: z.boolean() })
export type EventPage = z.infer<typeof eventPage>
