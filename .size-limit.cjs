/** Leaves out of the measure what a page loads only once it asks for it: a dynamic `import()` is a chunk of its own. */
const countWhatLoadsAtOnce = {
  name: 'count what loads at once',
  setup(build) {
    build.onEnd(({ metafile }) => {
      const { outputs } = metafile
      const imports = Object.values(outputs).flatMap((output) => output.imports)
      const loadedLater = new Set(imports.filter(({ kind }) => kind === 'dynamic-import').map(({ path }) => path))
      const roots = Object.keys(outputs).filter((path) => outputs[path].entryPoint && !loadedLater.has(path))
      const atOnce = new Set(roots)
      // A set also visits what is added while it is gone through.
      for (const path of atOnce) {
        for (const { kind, path: imported } of outputs[path].imports) {
          if (kind === 'import-statement' && imported in outputs) atOnce.add(imported)
        }
      }
      metafile.outputs = Object.fromEntries(Object.entries(outputs).filter(([path]) => atOnce.has(path)))
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
    name: '@pytake/react over the client',
    path: 'packages/react/dist/index.js',
    ignore: ['react', '@pytake/client', '@pytake/protocol'],
    limit: '5 kB',
  },
]
