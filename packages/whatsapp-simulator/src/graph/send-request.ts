import * as z from 'zod/mini'
import { GraphError } from './errors'

const KNOWN_TYPES = 'AUDIO, CONTACTS, DOCUMENT, IMAGE, INTERACTIVE, LOCATION, REACTION, STICKER, TEMPLATE, TEXT, VIDEO'
const MAX_TEXT_CHARACTERS = 4_096
const MAX_CAPTION_CHARACTERS = 1_024
const MAX_CALLBACK_DATA_CHARACTERS = 512

const required = () => z.string().check(z.minLength(1))
const mediaReference = { id: z.exactOptional(required()), link: z.exactOptional(z.url()) }
const caption = z.exactOptional(z.string().check(z.maxLength(MAX_CAPTION_CHARACTERS)))
const captioned = z.object({ ...mediaReference, caption })

const contents = {
  text: z.object({
    body: required().check(z.maxLength(MAX_TEXT_CHARACTERS)),
    preview_url: z.exactOptional(z.boolean()),
  }),
  image: captioned,
  video: captioned,
  sticker: z.object(mediaReference),
  audio: z.object({ ...mediaReference, voice: z.exactOptional(z.boolean()) }),
  document: z.object({ ...mediaReference, caption, filename: z.exactOptional(z.string()) }),
  location: z.object({
    latitude: z.coerce.number().check(z.gte(-90), z.lte(90)),
    longitude: z.coerce.number().check(z.gte(-180), z.lte(180)),
    name: z.exactOptional(z.string()),
    address: z.exactOptional(z.string()),
  }),
  reaction: z.object({ message_id: required(), emoji: z.string() }),
  template: z.object({
    name: required(),
    language: z.object({ code: required() }),
    components: z.exactOptional(
      z.array(
        z.object({
          type: z.string(),
          parameters: z.exactOptional(z.array(z.object({ type: z.string(), text: z.exactOptional(z.string()) }))),
        }),
      ),
    ),
  }),
}

const common = {
  to: z.exactOptional(required()),
  recipient: z.exactOptional(required()),
  context: z.exactOptional(z.object({ message_id: required() })),
  biz_opaque_callback_data: z.exactOptional(z.string().check(z.maxLength(MAX_CALLBACK_DATA_CHARACTERS))),
}

const sendSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: contents.text, ...common }),
  z.object({ type: z.literal('image'), image: contents.image, ...common }),
  z.object({ type: z.literal('video'), video: contents.video, ...common }),
  z.object({ type: z.literal('sticker'), sticker: contents.sticker, ...common }),
  z.object({ type: z.literal('audio'), audio: contents.audio, ...common }),
  z.object({ type: z.literal('document'), document: contents.document, ...common }),
  z.object({ type: z.literal('location'), location: contents.location, ...common }),
  z.object({ type: z.literal('reaction'), reaction: contents.reaction, ...common }),
  z.object({ type: z.literal('template'), template: contents.template, ...common }),
])

const readSchema = z.object({
  status: z.literal('read'),
  message_id: required(),
  typing_indicator: z.exactOptional(z.object({ type: z.literal('text') })),
})

const envelopeSchema = z.looseObject({
  messaging_product: z.exactOptional(z.unknown()),
  status: z.exactOptional(z.unknown()),
  type: z.exactOptional(z.unknown()),
  to: z.exactOptional(z.unknown()),
  recipient: z.exactOptional(z.unknown()),
})

export type SendRequest = z.infer<typeof sendSchema>
export type ReadRequest = z.infer<typeof readSchema>
/** The media part of a send: `id` of an upload or `link`, never both. */
export type MediaReference = z.infer<typeof captioned>

/** @throws GraphError 100, 131008, 131009 or 131051, as Meta refuses malformed sends. */
export function parseMessagesRequest(json: unknown): SendRequest | ReadRequest {
  const envelope = envelopeSchema.safeParse(json)
  if (!envelope.success || envelope.data.messaging_product !== 'whatsapp') {
    throw new GraphError(100, { message: '(#100) The parameter messaging_product is required.' })
  }
  if (envelope.data.status !== undefined) return check(readSchema, envelope.data)
  const { to, recipient, type = 'text' } = envelope.data
  if (to === undefined && recipient === undefined) {
    throw new GraphError(100, { message: '(#100) The parameter to is required.' })
  }
  if (type === 'interactive' || type === 'contacts') {
    throw new GraphError(131051, { details: `This simulator does not deliver ${type} messages` })
  }
  if (typeof type !== 'string' || !(type in contents)) {
    throw new GraphError(100, { message: `(#100) Param type must be one of {${KNOWN_TYPES}} - got "${String(type)}".` })
  }
  const request = check(sendSchema, { ...envelope.data, type })
  checkMediaReference(request)
  return request
}

function check<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const path = issue?.path ?? []
  const name = path.join('.')
  if (issue?.code === 'too_big' && issue.origin === 'string') {
    const param = path.length > 1 ? `${String(path[0])}['${path.slice(1).join('.')}']` : name
    throw new GraphError(100, { message: `(#100) Param ${param} must be at most ${issue.maximum} characters long.` })
  }
  if (valueAt(value, path) === undefined) throw new GraphError(131008, { details: `Parameter '${name}' is required` })
  throw new GraphError(131009, { details: `Parameter '${name}' is not valid` })
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found: unknown = value
  for (const key of path) {
    found = typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined
  }
  return found
}

function checkMediaReference(request: SendRequest): void {
  const media = mediaReferenceOf(request)
  if (!media) return
  if (media.id === undefined && media.link === undefined) {
    throw new GraphError(131008, { details: `Parameter '${request.type}.id' or '${request.type}.link' is required` })
  }
  if (media.id !== undefined && media.link !== undefined) {
    throw new GraphError(131009, {
      details: `Only one of '${request.type}.id' and '${request.type}.link' may be given`,
    })
  }
}

export function mediaReferenceOf(request: SendRequest): MediaReference | undefined {
  switch (request.type) {
    case 'image':
      return request.image
    case 'video':
      return request.video
    case 'sticker':
      return request.sticker
    case 'audio':
      return request.audio
    case 'document':
      return request.document
    default:
      return undefined
  }
}
