import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { SimulatorCore } from '../core'
import { ConnectionReset, SimulatorError } from '../errors'
import { traceId } from '../ids'
import { GraphError, unknownObject } from './errors'
import { HttpFailure } from './failure'
import { DOCUMENT_MAX_BYTES, downloadMedia, resolveMedia, uploadMedia } from './media'
import { handleMessages } from './messages'
import { listTemplates } from './templates'

const JSON_MAX_BYTES = 1024 * 1024
const MULTIPART_OVERHEAD_BYTES = 64 * 1024

type GraphEnv = { Variables: { errorCode: number | undefined } }
type GraphContext = Context<GraphEnv>

/** The Graph API routes, below any version prefix (which the outer app takes off the path). */
export function createGraphApp(core: SimulatorCore): Hono<GraphEnv> {
  const app = new Hono<GraphEnv>()
  app.onError((error, context) => answerError(core, error, context))
  app.use(async (context, next) => logRequest(core, context, next))
  app.use(async (context, next) => {
    authorize(core, context.req.header('authorization'))
    await next()
  })
  app.get('/whatsapp_business/attachments/', (context) =>
    downloadMedia(core, new URL(context.req.url), context.req.header('range')),
  )
  app.post('/:phone/messages', limit(JSON_MAX_BYTES), async (context) => {
    assertNumber(core, context.req.param('phone'), 'POST')
    return context.json(await handleMessages(core, await readJson(context)))
  })
  app.post('/:phone/media', limit(DOCUMENT_MAX_BYTES + MULTIPART_OVERHEAD_BYTES), async (context) => {
    assertNumber(core, context.req.param('phone'), 'POST')
    return context.json(await uploadMedia(core, await readForm(context)))
  })
  app.get('/:account/message_templates', (context) => {
    const account = context.req.param('account')
    if (account !== core.business.businessAccountId) throw unknownObject(account, 'GET')
    return context.json(listTemplates(core))
  })
  app.get('/:id', async (context) => context.json(await readNode(core, context, context.req.param('id'))))
  app.delete('/:id', async (context) => {
    const media = core.media.find(context.req.param('id'))
    if (!media) throw unknownObject(context.req.param('id'), 'DELETE')
    await core.media.remove(media)
    return context.json({ success: true })
  })
  app.all('*', (context) => {
    throw new GraphError(2500, { message: `Unknown path components: ${context.req.path}` })
  })
  return app
}

/** `GET /{id}` answers by what the id is. */
async function readNode(core: SimulatorCore, context: GraphContext, id: string): Promise<Record<string, unknown>> {
  const { business } = core
  if (id === business.phoneNumberId) {
    const node = {
      verified_name: business.businessName,
      code_verification_status: 'VERIFIED',
      display_phone_number: business.displayPhoneNumber,
      quality_rating: 'GREEN',
      platform_type: 'CLOUD_API',
      throughput: { level: 'STANDARD' },
      id,
    }
    return pickFields(node, context.req.query('fields'))
  }
  const media = core.media.find(id)
  const phone = context.req.query('phone_number_id')
  if (!media || (phone !== undefined && phone !== business.phoneNumberId)) throw unknownObject(id, 'GET')
  return resolveMedia(core, media, new URL(context.req.url).origin)
}

function pickFields(node: Record<string, unknown>, fields: string | undefined): Record<string, unknown> {
  if (fields === undefined) return node
  const wanted = new Set([...fields.split(','), 'id'])
  return Object.fromEntries(Object.entries(node).filter(([name]) => wanted.has(name)))
}

function assertNumber(core: SimulatorCore, id: string, method: string): void {
  if (id !== core.business.phoneNumberId) throw unknownObject(id, method)
}

function authorize(core: SimulatorCore, header: string | undefined): void {
  if (header?.replace(/^Bearer /i, '') !== core.accessToken) throw new GraphError(190)
}

async function readJson(context: GraphContext): Promise<unknown> {
  try {
    return await context.req.json()
  } catch (error) {
    throw new GraphError(100, {
      details: `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    })
  }
}

async function readForm(context: GraphContext): Promise<FormData> {
  try {
    return await context.req.formData()
  } catch {
    // Anything but a form is, to Meta, a request without its first parameter.
    return new FormData()
  }
}

function limit(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new GraphError(131053, { details: `The request is larger than ${maxSize} bytes`, httpStatus: 413 })
    },
  })
}

async function logRequest(core: SimulatorCore, context: GraphContext, next: () => Promise<void>): Promise<void> {
  const { method, path } = context.req
  try {
    await next()
  } catch (error) {
    if (error instanceof ConnectionReset) core.log.add({ kind: 'graph', method, path, outcome: 'reset' })
    throw error
  }
  const errorCode = context.get('errorCode')
  core.log.add({
    kind: 'graph',
    method,
    path,
    outcome: context.res.status,
    ...(errorCode !== undefined && { errorCode }),
  })
}

function answerError(core: SimulatorCore, error: Error, context: GraphContext): Response {
  if (error instanceof HttpFailure) {
    return new Response(error.body, { status: error.httpStatus, headers: { 'content-type': 'text/html' } })
  }
  // An inner limit reached is Meta being overloaded, not a fault of the request.
  const graphError = error instanceof SimulatorError ? new GraphError(131000, { details: error.message }) : error
  if (!(graphError instanceof GraphError)) throw error
  context.set('errorCode', graphError.code)
  return Response.json(graphError.body(traceId(core.ids)), {
    status: graphError.httpStatus,
    headers: graphError.code === 190 ? { 'www-authenticate': 'OAuth "Facebook Platform" "invalid_token"' } : {},
  })
}
