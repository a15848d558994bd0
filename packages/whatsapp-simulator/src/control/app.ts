import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type * as z from 'zod/mini'
import type { SimulatorCore } from '../core'
import {
  customerRequestSchema,
  reactAsCustomer,
  readAsCustomer,
  saveCustomer,
  sendAsCustomer,
  setOnline,
} from '../customers'
import { SimulatorError, assertNever, type SimulatorErrorCode } from '../errors'
import { faultRequestSchema } from '../faults'
import { mediaResponse } from '../media-response'
import { prepareContent, type CustomerContent } from '../outgoing'
import { visibleMessages } from '../phone'
import type { Customer } from '../state'
import type { WebhookOutbox } from '../webhooks/outbox'
import { createEventStreams } from './events'
import { overviewOf } from './overview'
import {
  clockSchema,
  customerMessageSchema,
  fileKindSchema,
  onlineSchema,
  reactionSchema,
  settingsSchema,
} from './requests'

const BODY_MAX_BYTES = 20 * 1024 * 1024

/** Inspection and control, kept apart from Meta's paths: what the phone page and end-to-end tests use. */
export function createControlApp(core: SimulatorCore, outbox: WebhookOutbox): Hono {
  const app = new Hono()
  app.onError((error, context) => answerError(error, context))
  app.use(async (context, next) => {
    if (isCrossOrigin(context))
      return context.json({ error: { code: 'forbidden', message: 'cross-origin request' } }, 403)
    return next()
  })
  app.use(bodyLimit({ maxSize: BODY_MAX_BYTES }))
  addCustomerRoutes(app, core)
  addTesterRoutes(app, core, outbox)
  app.get('/events', createEventStreams(core))
  return app
}

function addCustomerRoutes(app: Hono, core: SimulatorCore): void {
  const customerOf = (context: Context) => requireCustomer(core, context.req.param('waId'))
  app.post('/customers', async (context) => {
    const { waId, name } = saveCustomer(core, await parseBody(context, customerRequestSchema))
    return context.json({ waId, name }, 201)
  })
  app.get('/customers/:waId/messages', (context) => context.json({ items: visibleMessages(customerOf(context)) }))
  app.post('/customers/:waId/messages', async (context) => {
    const customer = customerOf(context)
    const { content, replyTo } = await parseMessage(context)
    const { id } = sendAsCustomer(core, customer, await prepareContent(core.media, content), replyTo)
    return context.json({ id }, 201)
  })
  app.post('/customers/:waId/reactions', async (context) => {
    const { messageId, emoji } = await parseBody(context, reactionSchema)
    return context.json({ id: reactAsCustomer(core, customerOf(context), messageId, emoji) }, 201)
  })
  app.post('/customers/:waId/read', (context) => {
    readAsCustomer(core, customerOf(context))
    return context.body(null, 204)
  })
  app.put('/customers/:waId/online', async (context) => {
    setOnline(core, customerOf(context), (await parseBody(context, onlineSchema)).online)
    return context.body(null, 204)
  })
}

function addTesterRoutes(app: Hono, core: SimulatorCore, outbox: WebhookOutbox): void {
  const { state } = core.store
  app.get('/state', (context) => context.json(overviewOf(core, outbox.receiver)))
  app.get('/log', (context) => context.json({ items: core.log.entries() }))
  app.get('/webhooks', (context) =>
    context.json({
      items: state.pendingWebhooks.map(({ body, ...webhook }) => ({ ...webhook, payload: JSON.parse(body) })),
    }),
  )
  app.get('/media/:id', async (context) => {
    const media = core.media.find(context.req.param('id'))
    const bytes = media && (await core.media.bytes(media.id))
    if (!bytes) return context.json({ error: { code: 'unknown_media', message: 'no such media' } }, 404)
    return mediaResponse(bytes, mediaHeaders(media.mimeType), context.req.header('range'))
  })
  app.get('/faults', (context) => context.json(core.faults.pending()))
  app.post('/faults', async (context) => {
    const request = await parseBody(context, faultRequestSchema)
    // One call per target: TypeScript does not follow that target and fault belong together.
    if (request.target === 'messages') core.faults.next(request.target, request.fault)
    else if (request.target === 'media') core.faults.next(request.target, request.fault)
    else core.faults.next(request.target, request.fault)
    return context.json(core.faults.pending(), 201)
  })
  app.delete('/faults', (context) => {
    core.faults.clear()
    return context.body(null, 204)
  })
  app.put('/settings', async (context) => {
    state.autoRead = (await parseBody(context, settingsSchema)).autoRead
    core.store.changed()
    return context.body(null, 204)
  })
  app.post('/clock', async (context) => {
    state.clockOffsetMs += (await parseBody(context, clockSchema)).jumpMs
    core.store.changed()
    return context.json({ clockOffsetMs: state.clockOffsetMs })
  })
}

function requireCustomer(core: SimulatorCore, waId: string | undefined): Customer {
  const customer = core.store.state.customers.find((one) => one.waId === waId)
  if (!customer)
    throw new SimulatorError('unknown_customer', `unable to find customer; nobody has ${waId ?? 'no number'}`)
  return customer
}

async function parseBody<Schema extends z.ZodMiniType>(context: Context, schema: Schema): Promise<z.infer<Schema>> {
  const json: unknown = await context.req.json().catch(() => undefined)
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const paths = new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'body'))
  throw new SimulatorError('invalid_content', `unable to read request; not valid: ${[...paths].join(', ')}`)
}

/** A message as JSON, or a file as a form with `kind` and `file`. */
async function parseMessage(context: Context): Promise<{ content: CustomerContent; replyTo?: string }> {
  if (!context.req.header('content-type')?.startsWith('multipart/form-data')) {
    const body = await parseBody(context, customerMessageSchema)
    const replyTo = 'replyTo' in body ? body.replyTo : undefined
    return { content: body, ...(replyTo !== undefined && { replyTo }) }
  }
  const form = await context.req.formData()
  const file = form.get('file')
  const kind = fileKindSchema.safeParse(form.get('kind'))
  if (!(file instanceof File) || !kind.success) {
    throw new SimulatorError('invalid_content', 'unable to send file; the form takes kind and file')
  }
  const media = { bytes: new Uint8Array(await file.arrayBuffer()), mimeType: file.type }
  return { content: fileContent(kind.data, media, file.name) }
}

function fileContent(
  kind: z.infer<typeof fileKindSchema>,
  media: { bytes: Uint8Array; mimeType: string },
  filename: string,
): CustomerContent {
  switch (kind) {
    case 'image':
      return { image: media }
    case 'video':
      return { video: media }
    case 'voice':
      return { voice: media }
    case 'audio':
      return { audio: media }
    case 'document':
      return { document: media, filename }
    default:
      return assertNever(kind)
  }
}

/** Another site's page must not write as a customer through the visitor's browser; other programs send neither header. */
function isCrossOrigin(context: Context): boolean {
  const origin = context.req.header('origin')
  if (context.req.header('sec-fetch-site') === 'cross-site') return true
  return origin !== undefined && origin !== new URL(context.req.url).origin
}

/** Media come from whoever sends: never let one run as a page of this origin. */
function mediaHeaders(mimeType: string): Record<string, string> {
  return {
    'content-type': mimeType,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=86400',
  }
}

const STATUS_BY_CODE: Readonly<Record<SimulatorErrorCode, 400 | 404 | 409 | 429 | 500>> = {
  invalid_option: 400,
  invalid_content: 400,
  unknown_customer: 404,
  phone_offline: 409,
  limit_reached: 429,
  port_in_use: 500,
  state_unreadable: 500,
  timeout: 500,
  closed: 500,
}

function answerError(error: Error, context: Context): Response {
  if (!(error instanceof SimulatorError)) throw error
  return context.json({ error: { code: error.code, message: error.message } }, STATUS_BY_CODE[error.code])
}
