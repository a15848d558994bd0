import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import type { runClientSeed } from './client-world/run-client-seed'
import type { PlantedBug } from './planted-bugs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const ENTRY = join(ROOT, 'e2e/simulation/client-world/run-client-seed.ts')
const SOURCES = ['protocol', 'client']

/**
 * Puts the bug into the text of its file.
 *
 * @throws where the text is gone, or stands there more than once: a suite that plants nothing would find nothing
 */
export function plantInto(source: string, { name, file, find, replace }: PlantedBug): string {
  const count = source.split(find).length - 1
  if (count !== 1) throw new Error(`unable to plant "${name}"; ${file} holds its text ${count} times`)
  return source.replace(find, () => replace)
}

export const readTarget = ({ file }: PlantedBug): string =>
  readFileSync(join(ROOT, 'packages/client/src', file), 'utf8')

/** Builds the client world from the sources, with a bug or without, and runs what is given with it. */
export async function withClientWorld<Result>(
  bug: PlantedBug | null,
  use: (run: typeof runClientSeed) => Promise<Result>,
): Promise<Result> {
  // Below the sources, so that what is not bundled is found from there.
  const folder = await mkdtemp(join(ROOT, 'e2e/.sim-'))
  try {
    await build({
      entryPoints: [ENTRY],
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      logLevel: 'error',
      plugins: [fromSources(bug)],
    })
    const world: { runClientSeed: typeof runClientSeed } = await import(
      pathToFileURL(join(folder, 'run-client-seed.mjs')).href
    )
    return await use(world.runClientSeed)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const fromSources = (bug: PlantedBug | null): Plugin => ({
  name: 'from-sources',
  setup({ onResolve, onLoad }) {
    for (const name of SOURCES) {
      onResolve({ filter: new RegExp(`^@pytake/${name}(/|$)`) }, ({ path }) => {
        const entry = path.split('/')[2] ?? 'index'
        return { path: join(ROOT, `packages/${name}/src/${entry}.ts`) }
      })
    }
    onResolve({ filter: /^(ws|isomorphic-ws|msw|pure-rand.*)$/ }, () => ({ external: true }))
    if (bug === null) return
    const target = join(ROOT, 'packages/client/src', bug.file)
    onLoad({ filter: /\.ts$/ }, ({ path }) =>
      path === target ? { contents: plantInto(readTarget(bug), bug), loader: 'ts' } : undefined,
    )
  },
})
