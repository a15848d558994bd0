import { normalizeText } from '@pytake/protocol'
import * as z from 'zod/mini'
import { ServerError } from '../domain/errors'
import { readBoundedBody } from './bounded-body'

/** Largest JSON body, in bytes: 4,096 characters of text and generous metadata. */
export const MAX_JSON_BYTES = 256 * 1024
/** Deepest nesting of free data: beyond it, code that walks the value recursively could run out of stack. */
export const MAX_JSON_DEPTH = 64

/**
 * Parses the query string by its schema. Unknown parameters are left alone, the last of a doubled one counts; wrong
 * values throw `invalid_request` with their paths.
 */
export function readQuery<Schema extends z.ZodMiniType>(schema: Schema, url: URL): z.output<Schema> {
  return parseInput(schema, Object.fromEntries(url.searchParams))
}

/**
 * Reads and parses a JSON body. Throws `unsupported_media_type`, `payload_too_large`, `malformed_json`, or
 * `invalid_request` with the paths at fault. No body at all reads as `{}` where the schema has only optional fields.
 */
export async function readJsonBody<Schema extends z.ZodMiniType>(
  schema: Schema,
  request: Request,
): Promise<z.output<Schema>> {
  const bytes = await readBoundedBody(request, MAX_JSON_BYTES)
  if (bytes.byteLength === 0) {
    const empty = schema.safeParse({})
    if (empty.success) return empty.data
    throw malformed('it is empty')
  }
  assertJsonContentType(request.headers.get('content-type'))
  return parseInput(schema, normalizeJson(parseJson(bytes), 0))
}

const JSON_CONTENT_TYPE = /^\s*application\/(json|[\w.-]+\+json)\s*(;|$)/i

function assertJsonContentType(contentType: string | null): void {
  if (contentType !== null && JSON_CONTENT_TYPE.test(contentType)) return
  throw new ServerError('unsupported_media_type', 'unable to read the body; Content-Type must be application/json')
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw malformed('it is not JSON in UTF-8')
  }
}

/** Free data such as metadata passes through no text schema, so its strings and keys are normalised here. */
function normalizeJson(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return normalizeText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === MAX_JSON_DEPTH) {
    throw invalidRequest([{ path: '', message: `must not be nested deeper than ${MAX_JSON_DEPTH} levels` }])
  }
  if (Array.isArray(value)) return value.map((item) => normalizeJson(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [normalizeText(key), normalizeJson(item, depth + 1)]),
  )
}

/** zod/mini carries no wording of its own; passed per call, so that the host's zod configuration stays untouched. */
const { localeError } = z.locales.en()

function parseInput<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { error: localeError })
  if (parsed.success) return parsed.data
  throw invalidRequest(parsed.error.issues.flatMap(faultsOf))
}

type Fault = { path: string; message: string }

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path.join('.'), message: issue.message }]
  return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a field of this request' }))
}

const invalidRequest = (errors: Fault[]): ServerError =>
  new ServerError('invalid_request', `unable to accept the request; ${describe(errors[0])}`, { errors })

const describe = (fault: Fault | undefined): string =>
  fault === undefined ? 'it is not valid' : `${fault.path === '' ? 'the body' : fault.path}: ${fault.message}`

const malformed = (reason: string): ServerError =>
  new ServerError('malformed_json', `unable to read the body; ${reason}`)
