import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  target: 'es2022',
  dts: true,
  sourcemap: true,
  clean: true,
  // Bundlers drop directives of the sources; without this line server components could not import the hooks.
  banner: { js: '"use client";' },
})
