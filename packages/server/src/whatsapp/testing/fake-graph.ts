import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface GraphRequest {
  method: string
  path: string
  headers: IncomingMessage['headers']
  json: unknown
  /** As it came, read as Latin-1 so that no byte is lost. */
  body: string
}

/** How the fake answers one request, once its body has been read. */
export type GraphBehaviour = (response: ServerResponse, request: GraphRequest) => void

/** A Graph API on a real socket, so that resets and refusals are those of the network. */
export interface FakeGraph {
  url: string
  requests: GraphRequest[]
  /** Resolves when the next request has been read. */
  nextRequest(): Promise<GraphRequest>
  behave(behaviour: GraphBehaviour): void
  close(): Promise<void>
}

export const answers =
  (status: number, body: unknown, headers: Record<string, string> = {}): GraphBehaviour =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }

export const refuses = (code: number, status = 400, details = 'because'): GraphBehaviour =>
  answers(status, { error: { message: `(#${code}) No`, type: 'OAuthException', code, error_data: { details } } })

export const resets: GraphBehaviour = (response) => void response.socket?.resetAndDestroy()

export const neverAnswers: GraphBehaviour = () => {}

export async function startFakeGraph(): Promise<FakeGraph> {
  const requests: GraphRequest[] = []
  let behaviour: GraphBehaviour = answers(200, { messages: [{ id: 'wamid.out' }] })
  let waiting: ((request: GraphRequest) => void)[] = []
  const server = createServer((incoming, response) => {
    void read(incoming).then((body) => {
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        json: isJson(incoming) ? (JSON.parse(Buffer.from(body, 'latin1').toString()) as unknown) : undefined,
        body,
      }
      requests.push(request)
      for (const resolve of waiting.splice(0)) resolve(request)
      behaviour(response, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v25.0`,
    requests,
    nextRequest: () => new Promise((resolve) => (waiting = [...waiting, resolve])),
    behave: (next) => {
      behaviour = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const isJson = ({ headers }: IncomingMessage): boolean => headers['content-type'] === 'application/json'

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('latin1')
}
