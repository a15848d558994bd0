import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsup'

const { exports }: { exports: Record<string, unknown> } = JSON.parse(readFileSync('package.json', 'utf8'))

/** `./rest` is `src/rest.ts`. */
const publicEntries = Object.keys(exports)
  .filter((key) => key !== './package.json')
  .map((key) => `src/${key.slice(2) || 'index'}.ts`)

// Every module stays a module of its own: a bundler then drops what an import does not need, which inside one file it
// could not, since it takes the construction of schemas for a side effect. Shared in CommonJS too: with an own copy in
// each entry, `isPytakeError` would not know the other's errors.
export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.{test,contract}.ts', '!src/testing/**', ...publicEntries],
  format: ['esm', 'cjs'],
  target: 'es2022',
  dts: { entry: publicEntries },
  splitting: true,
  sourcemap: true,
  clean: true,
})
