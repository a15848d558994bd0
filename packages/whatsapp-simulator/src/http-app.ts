import { Hono } from 'hono'
import { assetType, isAssetName, readAsset, type AssetName } from './assets'
import { createControlApp } from './control/app'
import type { SimulatorCore } from './core'
import { createGraphApp } from './graph/app'
import type { WebhookOutbox } from './webhooks/outbox'

const PAGE_POLICY =
  "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** All of the simulator over HTTP: phone page, control API, and Meta's Graph API on everything else. */
export function createHttpApp(core: SimulatorCore, outbox: WebhookOutbox): Hono {
  const app = new Hono({ getPath: pathWithoutVersion })
  app.onError((error) => {
    throw error
  })
  app.get('/', (context) => context.redirect('/phone'))
  app.get('/phone', () => asset('phone.html'))
  app.get('/phone/:name', (context) => {
    const name = context.req.param('name')
    return isAssetName(name) ? asset(name) : context.notFound()
  })
  app.get('/favicon.ico', (context) => context.body(null, 204))
  app.route('/_simulator', createControlApp(core, outbox))
  app.route('/', createGraphApp(core))
  return app
}

/** A client's base address may carry any version, or none. */
function pathWithoutVersion(request: Request): string {
  return new URL(request.url).pathname.replace(/^\/v\d+\.\d+(?=\/)/, '')
}

function asset(name: AssetName): Response {
  return new Response(readAsset(name), {
    headers: {
      'content-type': assetType(name),
      'content-security-policy': PAGE_POLICY,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    },
  })
}
