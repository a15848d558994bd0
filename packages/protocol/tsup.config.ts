import { defineConfig } from 'tsup'

// Every module stays a module of its own: a client's bundler then drops the schemas that only a server checks, which
// inside one file it could not, since it takes their construction for a side effect.
export default defineConfig({
  entry: ['src/*.ts', '!src/*.test.ts'],
  format: ['esm', 'cjs'],
  target: 'es2022',
  dts: { entry: 'src/index.ts' },
  splitting: true,
  sourcemap: true,
  clean: true,
})
