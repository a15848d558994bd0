import { cp } from 'node:fs/promises'
import { defineConfig } from 'tsup'

export default defineConfig([
  {
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    target: 'es2022',
    dts: true,
    sourcemap: true,
    clean: true,
    // `import.meta.url` locates the phone page in the CommonJS build as well.
    shims: true,
    onSuccess: () => cp('src/page', 'dist/page', { recursive: true }),
  },
  {
    entry: ['src/cli.ts'],
    format: ['esm'],
    target: 'es2022',
    sourcemap: true,
    // The command runs the published entry instead of carrying a second copy of it.
    external: ['@pytake/whatsapp-simulator'],
  },
])
