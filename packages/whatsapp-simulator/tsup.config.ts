import { cp } from 'node:fs/promises'
import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts'],
  format: ['esm', 'cjs'],
  target: 'es2022',
  dts: { entry: 'src/index.ts' },
  sourcemap: true,
  clean: true,
  // `import.meta.url` locates the phone page in the CommonJS build as well.
  shims: true,
  onSuccess: () => cp('src/page', 'dist/page', { recursive: true }),
})
