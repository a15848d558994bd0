import { defineConfig } from 'vitest/config'
import { projects } from './vitest.workspace.ts'

const report = `artifacts/vitest-node-${process.versions.node.split('.')[0]}.json`

// Vitest 4 no longer reads `vitest.workspace.ts` by itself; that file stays the one list of projects.
export default defineConfig({
  test: {
    projects,
    // By default one core is left idle, which on two cores doubles the time.
    maxWorkers: '100%',
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
})
