import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const packages = readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}/README.md`)
const guides = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)

const BLOCK = /(?:<!-- example: (?<path>\S+) -->\n\n)?```(?:ts|tsx)\n(?<code>[\s\S]*?)```/g

test.each(['README.md', ...packages, ...guides])(
  'every TypeScript block in %s is a file that is compiled',
  (document) => {
    for (const { groups } of readFileSync(join(ROOT, document), 'utf8').matchAll(BLOCK)) {
      expect(groups?.['path'], `a block without "<!-- example: path -->":\n${groups?.['code'] ?? ''}`).toEqual(
        expect.any(String),
      )
      expect(groups?.['code']).toBe(readFileSync(join(ROOT, groups?.['path'] ?? ''), 'utf8'))
    }
  },
)

test('the server and the React example of the README stay short', () => {
  for (const path of ['examples/readme/server.ts', 'examples/readme/inbox.tsx']) {
    expect(readFileSync(join(ROOT, path), 'utf8').trimEnd().split('\n').length, path).toBeLessThanOrEqual(22)
  }
})
