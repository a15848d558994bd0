import { readFileSync, writeFileSync } from 'node:fs'

const CLIENT = 'packages/client/dist'
const REACT = 'packages/react/dist'

/**
 * Measures what a page loads at once: what stands behind a dynamic `import()` does not count. Code that both sides
 * share stays in the first chunk with Vite and webpack, where esbuild cuts one more, so the pieces are put together.
 */
const countWhatLoadsAtOnce = {
  name: 'count what loads at once',
  setup(build) {
    build.onEnd(({ metafile }) => {
      const { outputs } = metafile
      const imports = Object.values(outputs).flatMap((output) => output.imports)
      const loadedLater = new Set(imports.filter(({ kind }) => kind === 'dynamic-import').map(({ path }) => path))
      const entry = Object.keys(outputs).find((path) => outputs[path].entryPoint && !loadedLater.has(path))
      const atOnce = new Set([entry])
      // A set also visits what is added while it is gone through.
      for (const path of atOnce) {
        for (const { kind, path: imported } of outputs[path].imports) {
          if (kind === 'import-statement' && imported in outputs) atOnce.add(imported)
        }
      }
      writeFileSync(entry, [...atOnce].map((path) => readFileSync(path, 'utf8')).join('\n'))
      metafile.outputs = { [entry]: outputs[entry] }
    })
  },
}

// The tsconfig of this repository leads to the sources of the packages; measured is what they ship.
const shipped = (config) => ({ ...config, format: 'esm', tsconfigRaw: '{}', logLevel: 'error' })

const atOnce = (config) => ({ ...shipped(config), splitting: true, plugins: [countWhatLoadsAtOnce] })

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
  rest: ['{ createRestClient }', '16 kB'],
  'indexed-db': ['{ indexedDb }', '3 kB'],
  tabs: ['{ sharedTabs }', '6 kB'],
  uploads: ['{ uploads }', '6 kB'],
  devtools: ['{ openDevtools, recordTrace }', '8 kB'],
}

const { exports } = JSON.parse(readFileSync('packages/client/package.json', 'utf8'))
const entries = Object.keys(exports)
  .map((key) => key.slice(2))
  .filter((name) => name !== '' && name !== 'package.json' && name !== 'testing')

const plugins = entries.filter((name) => ['indexed-db', 'tabs', 'uploads'].includes(name))

export default [
  check('client: createClient', { [`${CLIENT}/index.js`]: '{ createClient, isPytakeError }' }, '24 kB'),
  check(
    `client: everything (${['core', ...plugins].join(', ')}, and what they load later)`,
    {
      [`${CLIENT}/index.js`]: '{ createClient, isPytakeError }',
      ...Object.fromEntries(plugins.map((name) => [`${CLIENT}/${name}.js`, ENTRIES[name][0]])),
    },
    '34 kB',
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
  check('react: every hook, over the client', { [`${REACT}/index.js`]: '*' }, '5 kB', {
    ignore: ['react', '@pytake/client', '@pytake/protocol'],
  }),
  check('react: one hook alone', { [`${REACT}/index.js`]: '{ useConnection }' }, '1 kB', {
    ignore: ['react', '@pytake/client', '@pytake/protocol'],
  }),
]
