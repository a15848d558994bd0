const { readFileSync, writeFileSync } = require('node:fs')

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

const measured = {
  gzip: true,
  modifyEsbuildConfig: (config) => ({ ...config, format: 'esm', splitting: true, plugins: [countWhatLoadsAtOnce] }),
}

module.exports = [
  {
    ...measured,
    name: '@pytake/client: createClient in a browser',
    path: 'packages/client/dist/index.js',
    limit: '24 kB',
    import: '{ createClient, isPytakeError }',
  },
  {
    ...measured,
    name: '@pytake/client/tabs on top of it',
    import: {
      'packages/client/dist/index.js': '{ createClient, isPytakeError }',
      'packages/client/dist/tabs.js': '{ sharedTabs }',
    },
    limit: '28 kB',
  },
  {
    ...measured,
    name: '@pytake/react over the client',
    path: 'packages/react/dist/index.js',
    ignore: ['react', '@pytake/client', '@pytake/protocol'],
    limit: '5 kB',
  },
]
