import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { clientFrame } from './client-frames'
import { closeCodes } from './close-codes'
import { errorTable } from './errors'
import { problem } from './problem'
import { routes } from './routes'
import { serverFrames } from './server-frames'
import { PROTOCOL_VERSION } from './version'

/**
 * A changed hash is a changed wire. Before you write the new one here, decide: can every client and server that ships
 * today still talk to the new one? If yes, keep the version; if no, raise PROTOCOL_VERSION. Then update docs/protocol.md.
 */
const KNOWN = { version: 1, hash: 'f51f64afa36afec8' }

test('a change of any schema on the wire forces a decision about the version', () => {
  expect({ version: PROTOCOL_VERSION, hash: wireHash() }).toEqual(KNOWN)
})

function wireHash(): string {
  const wire = {
    clientFrame: shape(clientFrame),
    serverFrames: shapes(serverFrames),
    routes: Object.fromEntries(Object.entries(routes).map(([name, route]) => [name, routeShape(route)])),
    problem: shape(problem),
    errorTable,
    closeCodes,
  }
  return createHash('sha256')
    .update(JSON.stringify(sorted(wire)))
    .digest('hex')
    .slice(0, 16)
}

function routeShape(route: (typeof routes)[keyof typeof routes]) {
  return {
    ...route,
    query: 'query' in route ? shape(route.query) : null,
    body: 'body' in route ? shape(route.body) : null,
    response: 'response' in route ? shape(route.response) : null,
  }
}

const shape = (schema: z.ZodMiniType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
const shapes = (table: Record<string, z.ZodMiniType>) =>
  Object.fromEntries(Object.entries(table).map(([name, schema]) => [name, shape(schema)]))

/** The order of keys says nothing on the wire, so it must not change the hash. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, part]): [string, unknown] => [key, sorted(part)])
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
