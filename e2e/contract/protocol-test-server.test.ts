import { createTestServer, type TestServer } from '@pytake/client/testing'
import { describeProtocol, type Frame, type Socket, type Target } from './protocol.contract'

/** Longest virtual wait for a frame. */
const PATIENCE_MS = 8_000
const STEP_MS = 10

describeProtocol('the server for tests', async (): Promise<Target> => {
  const server = createTestServer()
  return {
    fetch: (path, init) => server.fetch(new Request(`${server.url}/api/v1${path}`, init)),
    open: () => openSocket(server),
    token: async ({ expiresInSeconds, ...claims }) =>
      server.token({ userId: 'ana', ...claims, ...(expiresInSeconds && { lifeMs: expiresInSeconds * 1_000 }) }),
    customerWrites: async (name, text) => {
      await server.advance(STEP_MS)
      server.receives(text, { from: name })
      await server.advance(STEP_MS)
    },
  }
})

async function openSocket(server: TestServer): Promise<Socket> {
  const frames: Frame[] = []
  let closeCode: number | null = null
  const socket = server.openSocket({
    onOpen: () => undefined,
    onMessage: (text) => void frames.push(...[JSON.parse(text)].flat()),
    onClose: (code) => (closeCode = code),
  })
  const until = async <Value>(find: () => Value | undefined): Promise<Value> => {
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += STEP_MS) {
      const found = find()
      if (found !== undefined) return found
      await server.advance(STEP_MS)
    }
    throw new Error(`nothing came; got ${frames.map(({ type }) => type).join(', ') || 'no frame'}`)
  }
  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    next: (type, matches = () => true) =>
      until(() => {
        const index = frames.findIndex((frame) => frame.type === type && matches(frame))
        return index < 0 ? undefined : frames.splice(index, 1)[0]
      }),
    get closed() {
      return until(() => (closeCode === null ? undefined : { code: closeCode }))
    },
  }
}
