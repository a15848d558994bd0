import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { compileDocExamples, findDocExamples } from './doc-examples'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

test('every example in a doc comment compiles', { timeout: 120_000 }, () => {
  const examples = ['protocol', 'client', 'react', 'server', 'whatsapp-simulator'].flatMap((name) =>
    findDocExamples(ROOT, name),
  )
  expect(examples.length).toBeGreaterThan(20)
  expect(compileDocExamples(ROOT, examples)).toEqual([])
})
