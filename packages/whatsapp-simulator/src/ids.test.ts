import { expect, test } from 'vitest'
import { messageId, nodeId, seededIds, traceId } from './ids'

function counting(seed: string, issuedBefore = 0) {
  let issued = issuedBefore
  return seededIds(seed, () => (issued += 1))
}

test('the same seed issues the same ids, another seed others', () => {
  const issue = (seed: string) => {
    const ids = counting(seed)
    return [nodeId(ids), messageId(ids, '5511999990001', 'inbound'), traceId(ids)]
  }
  expect(issue('a')).toEqual(issue('a'))
  expect(issue('a')).not.toEqual(issue('b'))
})

test('a restarted source that counts on issues no id twice', () => {
  const first = counting('a')
  const before = [nodeId(first), nodeId(first)]
  expect(before).not.toContain(nodeId(counting('a', 2)))
})

test('a wamid is base64 that embeds the customer', () => {
  const id = messageId(counting('a'), '5511999990001', 'outbound')
  expect(id).toMatch(/^wamid\.[A-Za-z0-9+/]+=*$/)
  expect(Buffer.from(id.slice(6), 'base64').toString('latin1')).toContain('5511999990001')
})

test('a trace id is A and 22 characters', () => {
  expect(traceId(counting('a'))).toMatch(/^A[\w-]{22}$/)
})
