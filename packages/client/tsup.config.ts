import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/rest.ts', 'src/indexed-db.ts', 'src/testing.ts'],
  format: ['esm', 'cjs'],
  target: 'es2022',
  dts: true,
  // Shared chunks in CommonJS too: with an own copy in each entry, `isPytakeError` would not know the other's errors.
  splitting: true,
  sourcemap: true,
  clean: true,
})
