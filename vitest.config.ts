import { defineConfig } from 'vitest/config'
import { projects } from './vitest.workspace'

// Vitest 4 no longer reads `vitest.workspace.ts` by itself; that file stays the one list of projects.
export default defineConfig({ test: { projects } })
