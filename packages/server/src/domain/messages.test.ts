import type { ListMessagesQuery } from '@pytake/protocol'
import { expect, onTestFinished, test, vi } from 'vitest'
import { agent, agentOf, listQuery, openTestInbox, sendBody, type TestInbox, textItem } from '../testing/test-inbox'

/** Messages with these texts, a second apart unless `together`. */
async function openWithTexts(texts: readonly string[], together = false) {
  const core = await openTestInbox()
  for (const text of texts) {
    if (!together) core.env.jump(1_000)
    await core.receive(textItem(text, { message: { content: text, message_type: 'text', metadata: {} } }))
  }
  const [conversation] = (await core.inbox.conversations.list(agent, listQuery())).items
  if (conversation === undefined) throw new Error('nothing was received')
  return { ...core, id: conversation.id }
}

const page = ({ inbox, id }: TestInbox & { id: string }, query: Partial<ListMessagesQuery> = {}) =>
  inbox.messages.list(agent, id, listQuery({ limit: 2, ...query }))
const texts = (list: Awaited<ReturnType<typeof page>>) => list.items.map((message) => message.content)

test('the newest page comes first, oldest first inside it', async () => {
  const core = await openWithTexts(['1', '2', '3', '4', '5'])
  expect(texts(await page(core))).toEqual(['4', '5'])
  expect(texts(await page(core, { offset: 2 }))).toEqual(['2', '3'])
})

test('pages by message id go back to the beginning and forth to the end', async () => {
  const core = await openWithTexts(['1', '2', '3', '4', '5'])
  const newest = await page(core)
  const middle = await page(core, { before: newest.next ?? '' })
  const oldest = await page(core, { before: middle.next ?? '' })
  expect([newest, middle, oldest].map(texts)).toEqual([['4', '5'], ['2', '3'], ['1']])
  expect(oldest.next).toBeNull()
  const forth = await page(core, { after: oldest.items[0]?.id ?? '' })
  const further = await page(core, { after: forth.next ?? '' })
  expect([forth, further].map(texts)).toEqual([
    ['2', '3'],
    ['4', '5'],
  ])
  expect(further.next).toBeNull()
})

test('a page around a message holds it in the middle and can be left at both ends', async () => {
  const core = await openWithTexts(['1', '2', '3', '4', '5', '6', '7'])
  const all = (await page(core, { limit: 10 })).items
  const around = (index: number, limit: number) => page(core, { around: all[index]?.id ?? '', limit })
  const middle = await around(3, 4)
  expect(texts(middle)).toEqual(['2', '3', '4', '5'])
  expect(texts(await page(core, { before: middle.next ?? '' }))).toEqual(['1'])
  expect(texts(await page(core, { after: middle.previous ?? '' }))).toEqual(['6', '7'])
  expect(texts(await around(3, 1))).toEqual(['4'])
  expect(await around(0, 4)).toMatchObject({ next: null, previous: all[1]?.id })
  expect(await around(6, 4)).toMatchObject({ next: all[4]?.id, previous: null })
})

test('every page tells whether there is more on either side', async () => {
  const core = await openWithTexts(['1', '2', '3', '4', '5'])
  const sides = ({ next, previous }: Awaited<ReturnType<typeof page>>) => [next !== null, previous !== null]
  const [first, , third, , last] = (await page(core, { limit: 10 })).items
  expect(sides(await page(core))).toEqual([true, false])
  expect(sides(await page(core, { offset: 2 }))).toEqual([true, true])
  expect(sides(await page(core, { before: third?.id ?? '' }))).toEqual([false, true])
  expect(sides(await page(core, { before: '2100-01-01' }))).toEqual([true, false])
  expect(sides(await page(core, { after: first?.id ?? '' }))).toEqual([true, true])
  expect(sides(await page(core, { after: third?.id ?? '' }))).toEqual([false, true])
  expect(sides(await page(core, { after: last?.id ?? '' }))).toEqual([false, false])
})

test('a page around a message is refused together with another place, or for a stranger’s message', async () => {
  const core = await openWithTexts(['1', '2'])
  const id = (await page(core)).items[0]?.id ?? ''
  for (const query of [{ before: id }, { after: id }, { offset: 1 }]) {
    await expect(page(core, { around: id, ...query })).rejects.toMatchObject({ code: 'invalid_request' })
  }
  await core.customerWrites('elsewhere', { contact: { address: '552199', name: 'Bia', phone: null } })
  const [other] = (await core.inbox.conversations.list(agent, listQuery())).items
  const [foreign] = (await core.inbox.messages.list(agent, other?.id ?? '', listQuery())).items
  expect(other?.id).not.toBe(core.id)
  await expect(page(core, { around: foreign?.id ?? '' })).rejects.toMatchObject({
    details: { errors: [{ path: 'around', message: expect.any(String) }] },
  })
})

test('a date compares strictly', async () => {
  const core = await openWithTexts(['1', '2', '3'])
  const { items } = await page(core, { limit: 10 })
  expect(texts(await page(core, { before: items[2]?.created_at ?? '' }))).toEqual(['1', '2'])
  expect(texts(await page(core, { before: '2000-01-01' }))).toEqual([])
  expect(texts(await page(core, { before: '2100-01-01T00:00:00-03:00' }))).toEqual(['2', '3'])
})

test('a date without a zone is in UTC, wherever the server stands', async () => {
  vi.stubEnv('TZ', 'America/Sao_Paulo')
  onTestFinished(() => void vi.unstubAllEnvs())
  const core = await openWithTexts(['1', '2', '3'])
  const { items } = await page(core, { limit: 10 })
  const local = (items[2]?.created_at ?? '').slice(0, -1)
  expect(texts(await page(core, { before: local }))).toEqual(['1', '2'])
})

test('paging by date loses nothing where many messages have the same time', async () => {
  const core = await openWithTexts(['1', '2', '3', '4', '5'], true)
  core.env.jump(1_000)
  await core.receive(textItem('6'), textItem('7'), textItem('8'))
  const seen: string[] = []
  for (let before: string | undefined; ;) {
    const { items } = await page(core, { limit: 2, ...(before !== undefined && { before }) })
    const [oldest] = items
    if (oldest === undefined) break
    seen.unshift(...items.map((message) => message.external_id ?? ''))
    before = oldest.created_at
  }
  expect(seen).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
})

test('paging by message id is exact where many messages have the same time', async () => {
  const core = await openWithTexts(['1', '2', '3', '4', '5'], true)
  const { items } = await page(core, { limit: 10 })
  const before = await page(core, { before: items[4]?.id ?? '' })
  expect(texts(before)).toEqual(['3', '4'])
  expect(texts(await page(core, { before: before.next ?? '' }))).toEqual(['1', '2'])
})

test('what is neither a date nor a message of the conversation is refused', async () => {
  const core = await openWithTexts(['1'])
  await expect(page(core, { before: 'nonsense' })).rejects.toMatchObject({ details: { errors: [{ path: 'before' }] } })
  await expect(page(core, { after: 'nonsense' })).rejects.toMatchObject({ details: { errors: [{ path: 'after' }] } })
})

test('a deleted message is emptied everywhere and keeps its place', async () => {
  const core = await openWithTexts(['1', '2'])
  const [first, second] = (await page(core)).items
  const deleted = await core.inbox.messages.remove(agent, second?.id ?? '')
  expect(deleted).toMatchObject({ content: '', metadata: {}, deleted_at: new Date(core.env.now()).toISOString() })
  expect(texts(await page(core))).toEqual(['1', ''])
  expect(await core.inbox.conversations.get(agent, core.id)).toMatchObject({
    last_message: '1',
    last_message_id: first?.id,
  })
  expect((await core.log()).slice(-2).map((event) => event.type)).toEqual(['message_updated', 'conversation_updated'])
  const search = await core.inbox.conversations.list(agent, listQuery({ search: '2' }))
  expect(search.items).toEqual([])
  const events = await core.log()
  expect(await core.inbox.messages.remove(agent, second?.id ?? '')).toEqual(deleted)
  expect(await core.log()).toEqual(events)
})

test('deleting an older message leaves the conversation as it is', async () => {
  const core = await openWithTexts(['1', '2'])
  const before = await core.inbox.conversations.get(agent, core.id)
  await core.inbox.messages.remove(agent, (await page(core)).items[0]?.id ?? '')
  expect(await core.inbox.conversations.get(agent, core.id)).toEqual(before)
})

test('a message deleted before it was sent is not sent', async () => {
  const core = await openWithTexts(['1'])
  const sent = await core.inbox.messages.send(agent, core.id, sendBody())
  expect(await core.inbox.messages.remove(agent, sent.id)).toMatchObject({
    status: 'failed',
    error: { code: 'cancelled' },
  })
  expect(await core.queues.claimDeliveries(10, 1_000)).toEqual([])
  await expect(core.inbox.messages.retry(agent, sent.id)).rejects.toMatchObject({ code: 'message_not_retryable' })
})

test('the file of a deleted message cannot be reached any more', async () => {
  const core = await openTestInbox()
  const media = { external_id: 'media.1', mime_type: 'image/jpeg', filename: null, sha256: null }
  const { id } = await core.customerWrites('wamid.1', { media })
  const [message] = (await core.inbox.messages.list(agent, id, listQuery())).items
  await core.inbox.messages.remove(agent, message?.id ?? '')
  await expect(core.inbox.media.get(agent, message?.media?.id ?? '')).rejects.toMatchObject({ code: 'not_found' })
})

test('messages of another tenant are not found', async () => {
  const core = await openWithTexts(['1'])
  const [message] = (await page(core)).items
  const stranger = agentOf('globex')
  await expect(core.inbox.messages.remove(stranger, message?.id ?? '')).rejects.toMatchObject({ code: 'not_found' })
  await expect(core.inbox.messages.retry(stranger, message?.id ?? '')).rejects.toMatchObject({ code: 'not_found' })
})
