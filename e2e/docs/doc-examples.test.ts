import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { compileDocExamples, findDocExamples, findGuideExamples, findReadmeExamples } from './doc-examples'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PACKAGES = ['protocol', 'client', 'react', 'server', 'whatsapp-simulator']

test('every example in a doc comment compiles', { timeout: 120_000 }, () => {
  const examples = PACKAGES.flatMap((name) => findDocExamples(ROOT, name))
  expect(examples.length).toBeGreaterThan(20)
  expect(compileDocExamples(ROOT, examples)).toEqual([])
})

test('every TypeScript block in a package’s README compiles', { timeout: 120_000 }, () => {
  const examples = PACKAGES.flatMap((name) => findReadmeExamples(ROOT, name))
  expect(examples.length).toBeGreaterThanOrEqual(PACKAGES.length)
  expect(compileDocExamples(ROOT, examples)).toEqual([])
})

test.each([
  ['storage.md', 2],
  ['testing.md', 4],
])('every TypeScript block in %s compiles', { timeout: 120_000 }, (guide, count) => {
  const examples = findGuideExamples(ROOT, guide)
  expect(examples).toHaveLength(count)
  expect(compileDocExamples(ROOT, examples)).toEqual([])
})

test('a misspelt name and a wrong option are found', { timeout: 60_000 }, () => {
  const [example] = findReadmeExamples(ROOT, 'protocol')
  if (example === undefined) throw new Error('the README of the protocol has no example')
  const wrong = (code: string) => compileDocExamples(ROOT, [{ ...example, code }])
  expect(wrong('closeActoin(1006)')).toHaveLength(1)
  expect(wrong("closeAction('1006')")).toHaveLength(1)
  expect(wrong('closeAction(code)')).toEqual([])
})
