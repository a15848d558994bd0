import { API_BASE, problem, routes } from '@pytake/protocol'
import * as z from 'zod/mini'
import type { Route } from './call'

/**
 * The REST surface as OpenAPI 3.1, derived from the table of routes that the router itself is made of.
 *
 * @example
 * const document = openapiDocument()
 */
export function openapiDocument(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [operationId, route] of Object.entries<Route>(routes)) {
    const path = `${API_BASE}${route.path}`
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(operationId, route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'PyTake', version: '1', description: 'A realtime WhatsApp inbox.' },
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      responses: {
        Problem: {
          description: 'What went wrong (RFC 9457)',
          content: { 'application/problem+json': { schema: schemaOf(problem, 'output') } },
        },
      },
    },
  }
}

function operationOf(operationId: string, route: Route): Record<string, unknown> {
  const responses: Record<string, unknown> = { default: { $ref: '#/components/responses/Problem' } }
  for (const status of route.status) responses[String(status)] = responseOf(route)
  return {
    operationId,
    summary: route.summary,
    security: route.access === 'none' ? [] : [{ bearer: [] }],
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...('body' in route
      ? {
          requestBody: {
            // As it is read: no body at all counts as an empty object.
            required: !route.body.safeParse({}).success,
            content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
          },
        }
      : {}),
    ...('file' in route ? { requestBody: { required: true, content: { '*/*': {} } } } : {}),
    responses,
  }
}

function responseOf(route: Route): Record<string, unknown> {
  const description = 'As described by the summary'
  if (!('response' in route)) return { description }
  return { description, content: { 'application/json': { schema: schemaOf(route.response, 'output') } } }
}

const pathParameters = ({ path }: Route): unknown[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

function queryParameters(route: Route): unknown[] {
  if (!('query' in route)) return []
  const { properties = {} } = schemaOf(route.query, 'input')
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }))
}

/** Transforms have no JSON Schema of their own; the side that crosses the wire has. */
const schemaOf = (schema: z.ZodMiniType, io: 'input' | 'output'): z.core.JSONSchema.BaseSchema =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' })
