import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface Bundle {
  /** Files of which something is left in it, from the root of the repository. */
  files: string[]
  bytes: number
}

export interface BundleOptions {
  /** With what is loaded later by `import()`; by default without. */
  withLazy?: boolean
}

/** Bundles an import for a browser, as a user's build does. */
export async function bundle(code: string, { withLazy = false }: BundleOptions = {}): Promise<Bundle> {
  const { metafile } = await build({
    stdin: { contents: code, resolveDir: ROOT },
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    external: ['react'],
    jsx: 'automatic',
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins: withLazy ? [] : [leaveOutLazy],
  })
  const outputs = Object.values(metafile.outputs)
  return {
    files: outputs.flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
    ),
    bytes: outputs.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

const leaveOutLazy: Plugin = {
  name: 'leave-out-lazy',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}
