import { readFileSync } from 'node:fs'

const CLIENT = 'packages/client/dist'
const REACT = 'packages/react/dist'

/**
 * Leaves out what stands behind a dynamic `import()`. Code that both sides share stays in the first chunk, as with Vite
 * and webpack; esbuild's own splitting would cut it once more.
 */
const leaveOutWhatLoadsLater = {
  name: 'leave out what loads later',
  setup(build) {
    build.onResolve({ filter: /^/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

// The tsconfig of this repository leads to the sources of the packages; measured is what they ship.
const shipped = (config) => ({ ...config, format: 'esm', tsconfigRaw: '{}', logLevel: 'error' })

const atOnce = (config) => ({ ...shipped(config), plugins: [leaveOutWhatLoadsLater] })

const check = (name, imports, limit, more = {}) => ({
  name,
  path: Object.keys(imports),
  import: imports,
  limit,
  gzip: true,
  modifyEsbuildConfig: atOnce,
  ...more,
})

/** Each further entry of the client, with what it shares with the core. */
const ENTRIES = {
  rest: ['{ createRestClient }', '17.5 kB'],
  'indexed-db': ['{ indexedDb }', '3 kB'],
  tabs: ['{ sharedTabs }', '10 kB'],
  uploads: ['{ uploads }', '10.5 kB'],
  devtools: ['{ openDevtools, recordTrace }', '8 kB'],
}

const { exports } = JSON.parse(readFileSync('packages/client/package.json', 'utf8'))
const entries = Object.keys(exports)
  .map((key) => key.slice(2))
  .filter((name) => name !== '' && name !== 'package.json' && name !== 'testing')

const plugins = entries.filter((name) => ['indexed-db', 'tabs', 'uploads'].includes(name))

// Held so that nothing grows unseen. What they are to come down to: the core 24 kB, everything 34 kB, the hooks 5 kB.
export default [
  check('client: createClient', { [`${CLIENT}/index.js`]: '{ createClient, isPytakeError }' }, '27.5 kB'),
  check(
    `client: everything (${['core', ...plugins].join(', ')}, and what they load later)`,
    {
      [`${CLIENT}/index.js`]: '{ createClient, isPytakeError }',
      ...Object.fromEntries(plugins.map((name) => [`${CLIENT}/${name}.js`, ENTRIES[name][0]])),
    },
    '42 kB',
    { modifyEsbuildConfig: shipped },
  ),
  ...entries.map((name) => {
    if (ENTRIES[name] === undefined) throw new Error(`.size-limit.js names no limit for @pytake/client/${name}`)
    const [names, limit] = ENTRIES[name]
    return check(`client/${name}`, { [`${CLIENT}/${name}.js`]: names }, limit)
  }),
  check('client: one small name alone', { [`${CLIENT}/index.js`]: '{ isPytakeError }' }, '0.5 kB', {
    modifyEsbuildConfig: shipped,
  }),
  check('react: every hook, over the client', { [`${REACT}/index.js`]: '*' }, '5.2 kB', {
    ignore: ['react', '@pytake/client', '@pytake/protocol'],
  }),
  check('react: one hook alone', { [`${REACT}/index.js`]: '{ useConnection }' }, '1 kB', {
    ignore: ['react', '@pytake/client', '@pytake/protocol'],
  }),
]
