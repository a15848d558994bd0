import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build, type Plugin } from 'esbuild'
import type { SizeContestant } from './contestants'

export interface Weight {
  name: string
  gzipBytes: number
  brotliBytes: number
}

/** Bundles and compresses a contestant as a production build does; `folder` is where its packages are installed. */
export async function weigh({ name, code, withLazy = false }: SizeContestant, folder: string): Promise<Weight> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder },
    absWorkingDir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // What ships is weighed, not the sources that our tsconfig leads to.
    tsconfigRaw: '{}',
    define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
    external: ['react'],
    write: false,
    logLevel: 'error',
    plugins: withLazy ? [] : [leaveOutLazy],
  })
  const [file] = outputFiles
  if (file === undefined) throw new Error(`unable to weigh ${name}; nothing was built`)
  return {
    name,
    gzipBytes: gzipSync(file.contents, { level: 9 }).length,
    brotliBytes: brotliCompressSync(file.contents).length,
  }
}

/** The same rule for all: what arrives by `import()` later is not what a page waits for. */
const leaveOutLazy: Plugin = {
  name: 'leave-out-lazy',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}
