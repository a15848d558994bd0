import { createServer } from 'node:net'

/** A port nobody listens on now; simulator and server must know each other's address before either starts. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise<void>((resolve) => probe.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('unable to find a free port')
  return address.port
}
