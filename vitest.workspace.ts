import { fileURLToPath } from 'node:url'
import type { TestProjectConfiguration } from 'vitest/config'

const source = (name: string, entry = 'index') =>
  fileURLToPath(new URL(`./packages/${name}/src/${entry}.ts`, import.meta.url))

/** Tests run on the sources of every package, so a change needs no build before it is tested. */
const alias = [
  { find: /^@pytake\/(protocol|client|react|server|whatsapp-simulator)$/, replacement: source('$1') },
  // One file an entry: `@pytake/client/rest` is `src/rest.ts`.
  { find: /^@pytake\/client\/([a-z-]+)$/, replacement: source('client', '$1') },
]

const unmountAfterEach = fileURLToPath(new URL('./packages/react/src/testing/unmount-after-each.ts', import.meta.url))

const project = (name: string, root: string, environment: 'node' | 'jsdom' = 'node'): TestProjectConfiguration => ({
  resolve: { alias },
  // A crowded machine is slow, not wrong: no test of ours measures time.
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    name,
    root,
    environment,
    setupFiles: environment === 'jsdom' ? [unmountAfterEach] : [],
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
  },
})

export const projects: TestProjectConfiguration[] = [
  project('protocol', './packages/protocol'),
  project('client', './packages/client'),
  project('react', './packages/react', 'jsdom'),
  project('server', './packages/server'),
  project('whatsapp-simulator', './packages/whatsapp-simulator'),
  project('examples', './examples'),
  project('system', './e2e'),
]
