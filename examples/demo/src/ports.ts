import { createServer } from 'node:net'

/**
 * Fails before anything starts when a port is taken, and names the variable that chooses another.
 *
 * @throws Error with one line a person can act on
 */
export async function requireFreePorts(ports: Record<string, number>): Promise<void> {
  for (const [variable, port] of Object.entries(ports)) {
    if (!(await isFree(port))) {
      throw new Error(
        `unable to start demo; port ${port} is taken. Set ${variable} to a free one: ${variable}=${port + 10_000} npm run demo`,
      )
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, () => probe.close(() => resolve(true)))
  })
}
