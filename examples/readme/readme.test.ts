import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BLOCK = /(?:<!-- example: (?<path>\S+) -->\n\n)?```(?:ts|tsx)\n(?<code>[\s\S]*?)```/g

const blocks = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(BLOCK)].map(({ groups }) => ({
  path: groups?.['path'] ?? 'nowhere',
  code: groups?.['code'] ?? '',
}))

test('the README shows a server and an inbox, each a file here that is compiled', () => {
  expect(blocks.map(({ path }) => path)).toEqual(['examples/readme/server.ts', 'examples/readme/inbox.tsx'])
  for (const { path, code } of blocks) expect(code).toBe(readFileSync(join(ROOT, path), 'utf8'))
})

test('each takes about twenty lines', () => {
  for (const { code } of blocks) expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(22)
})
