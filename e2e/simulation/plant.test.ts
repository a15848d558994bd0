import { expect, test } from 'vitest'
import { plantInto, readTarget } from './plant'
import { plantedBugs } from './planted-bugs'

test.each(plantedBugs.map((bug) => [bug.name, bug] as const))('"%s" can still be planted', (_, bug) => {
  const source = readTarget(bug)
  expect(plantInto(source, bug)).not.toBe(source)
})

test('a text that is gone, or stands there twice, is no bug', () => {
  const bug = { name: 'a bug', file: 'x.ts', find: 'a', replace: 'b' }
  expect(() => plantInto('xyz', bug)).toThrow(/0 times/)
  expect(() => plantInto('a a', bug)).toThrow(/2 times/)
})
