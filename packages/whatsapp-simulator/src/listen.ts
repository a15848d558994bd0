import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { ConnectionReset, SimulatorError } from './errors'

/** A running HTTP server. */
export interface Listener {
  url: string
  close(): Promise<void>
}

/** @throws SimulatorError `port_in_use`. */
export async function listen(
  handler: (request: Request) => Promise<Response>,
  address: { host: string; port: number },
): Promise<Listener> {
  const listener = getRequestListener(async (request, { outgoing }) => {
    try {
      return await handler(request)
    } catch (error) {
      if (!(error instanceof ConnectionReset)) throw error
      outgoing.destroy()
      return RESPONSE_ALREADY_SENT
    }
  })
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, address.port)))
    server.listen(address.port, address.host, () => {
      const bound = server.address()
      resolve(typeof bound === 'object' && bound !== null ? bound.port : address.port)
    })
  })
  const host = address.host === '0.0.0.0' || address.host === '::' ? 'localhost' : address.host
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        // Event streams never end by themselves.
        server.closeAllConnections()
      }),
  }
}

function listenError(error: Error, port: number): Error {
  if (!('code' in error) || error.code !== 'EADDRINUSE') return error
  return new SimulatorError('port_in_use', `unable to listen; port ${port} is taken`, { cause: error })
}
