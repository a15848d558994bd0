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

const installed = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The tests of the hooks run a second time on the oldest React they are for; what renders them comes along. */
const onReact18 = [
  { find: /^(react|react-dom)($|\/)/, replacement: installed('./packages/react-18/node_modules/$1$2') },
  {
    find: /^@testing-library\/react$/,
    replacement: installed('./node_modules/@testing-library/react/dist/@testing-library/react.esm.js'),
  },
]

interface ProjectOptions {
  environment?: 'node' | 'jsdom'
  aliases?: typeof alias
}

const project = (
  name: string,
  root: string,
  { environment = 'node', aliases = [] }: ProjectOptions = {},
): TestProjectConfiguration => ({
  resolve: { alias: [...alias, ...aliases] },
  // A crowded machine is slow, not wrong: no test of ours measures time.
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    name,
    root,
    environment,
    setupFiles: environment === 'jsdom' ? [unmountAfterEach] : [],
    server: { deps: { inline: [/@testing-library\/react/] } },
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
  },
})

export const projects: TestProjectConfiguration[] = [
  project('protocol', './packages/protocol'),
  project('client', './packages/client'),
  project('react', './packages/react', { environment: 'jsdom' }),
  project('react-18', './packages/react', { environment: 'jsdom', aliases: onReact18 }),
  project('server', './packages/server'),
  project('whatsapp-simulator', './packages/whatsapp-simulator'),
  project('examples', './examples'),
  project('system', './e2e'),
]
