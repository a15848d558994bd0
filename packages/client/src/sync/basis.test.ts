import { expect, test } from 'vitest'
import { createBasis } from './basis'

/** A read that answers when told to. */
function aRead(eventCursor: string | null = 'e1.1') {
  let answer = (): void => undefined
  let isAsked = false
  const fetch = () => {
    isAsked = true
    return new Promise<{ eventCursor: string | null }>((resolve) => {
      answer = () => resolve({ eventCursor })
    })
  }
  return { fetch, answer: () => answer(), isAsked: () => isAsked }
}

test('the first read gives the position, and the others wait for it', async () => {
  const basis = createBasis()
  const [first, second] = [aRead('e1.5'), aRead('e1.7')]
  const reads = [basis.read(first.fetch, () => undefined), basis.read(second.fetch, () => undefined)]
  expect(second.isAsked()).toBe(false)
  first.answer()
  await reads[0]
  await Promise.resolve()
  expect(second.isAsked()).toBe(true)
  second.answer()
  expect(await reads[1]).toBe(true)
  expect(basis.cursor()).toBe('e1.5')
})

test('where the first read fails, the next one takes its place', async () => {
  const basis = createBasis()
  const failing = basis.read(
    () => Promise.reject(new Error('down')),
    () => undefined,
  )
  const second = aRead('e1.7')
  const reading = basis.read(second.fetch, () => undefined)
  await expect(failing).rejects.toThrow('down')
  await Promise.resolve()
  expect(second.isAsked()).toBe(true)
  second.answer()
  await reading
  expect(basis.cursor()).toBe('e1.7')
})

test('what was asked for before a rebase is not applied', async () => {
  const basis = createBasis()
  basis.advance('e1.1')
  const stale = aRead()
  const applied: string[] = []
  const reading = basis.read(stale.fetch, () => applied.push('stale'))
  basis.rebase('e2.1')
  stale.answer()
  expect(await reading).toBe(false)
  expect(applied).toEqual([])
  expect(basis.cursor()).toBe('e2.1')
})
