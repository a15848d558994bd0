import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Database, DatabaseAdapter, Rows } from '../domain/database'
import type { LogEvent } from '../domain/ports'
import { countedBytes } from './test-inbox'
import { virtualEnv } from './virtual-env'

const NOW = '2026-01-15T10:30:00.000Z'
const LATER = '2026-01-15T10:31:00.000Z'

/** What every database must do; call it in the test file of each adapter. */
export function databaseContract(name: string, create: () => Promise<DatabaseAdapter>): void {
  const opened = async () => (await create()).open(virtualEnv({ randomBytes: countedBytes() }))

  test(`${name}: an empty log has head 0 and is whole from 0`, async () => {
    const database = await opened()
    const read = await database.read('acme', async ({ log }) => [await log.head(), await log.oldest()])
    expect(read).toEqual([0, 0])
    await database.close()
  })

  test(`${name}: events read back as they were written, in order, from a position on`, async () => {
    const database = await opened()
    await append(database, 'acme', 3)
    const events = await database.read('acme', ({ log }) => log.after(1, 10))
    expect(events.map((event) => event.seq)).toEqual([2, 3])
    expect(events[0]).toEqual(eventOf('acme', 2))
    expect(await database.read('acme', ({ log }) => log.after(0, 2))).toHaveLength(2)
    await database.close()
  })

  test(`${name}: tenants do not see each other's rows`, async () => {
    const database = await opened()
    await append(database, 'acme', 2)
    await database.write('acme', (rows) => insertConversation(rows, 'acme', 'c1'))
    const foreign = await database.read('globex', async (rows) => [
      await rows.log.head(),
      await rows.log.after(0, 10),
      await rows.conversations.get('c1'),
      await rows.contacts.get('c1'),
      await rows.contacts.byIdentity({ channel_kind: 'whatsapp', address: 'c1' }),
      await rows.conversations.list(everything),
    ])
    expect(foreign).toEqual([0, [], null, null, null, []])
    await database.close()
  })

  test(`${name}: a write that rejects leaves nothing`, async () => {
    const database = await opened()
    const failing = database.write('acme', async (rows) => {
      await insertConversation(rows, 'acme', 'c1')
      throw new RangeError('no')
    })
    await expect(failing).rejects.toThrow(RangeError)
    expect(await database.read('acme', (rows) => rows.conversations.get('c1'))).toBeNull()
    await database.close()
  })

  test(`${name}: a part of a write can be undone alone`, async () => {
    const database = await opened()
    await database.write('acme', async (rows) => {
      await insertConversation(rows, 'acme', 'kept')
      const part = rows.savepoint(async () => {
        await insertConversation(rows, 'acme', 'undone')
        throw new RangeError('no')
      })
      await expect(part).rejects.toThrow(RangeError)
    })
    const found = await database.read('acme', (rows) => rows.conversations.list(everything))
    expect(found.map((conversation) => conversation.id)).toEqual(['kept'])
    await database.close()
  })

  test(`${name}: nobody reads what is not committed`, async () => {
    const database = await opened()
    const seen: number[] = []
    const writing = database.write('acme', async (rows) => {
      await rows.log.append([eventOf('acme', 1)])
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
      await rows.log.append([eventOf('acme', 2)])
    })
    const reading = Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        for (let turn = 0; turn < index; turn += 1) await Promise.resolve()
        seen.push(await database.read('acme', ({ log }) => log.head()))
      }),
    )
    await Promise.all([writing, reading])
    expect(seen.filter((head) => head === 1)).toEqual([])
    expect(await database.read('acme', ({ log }) => log.head())).toBe(2)
    await database.close()
  })

  test(`${name}: the log is dense under concurrent writes of which some fail`, async () => {
    const plan = fc.array(
      fc.record({ tenant: fc.constantFrom('acme', 'globex'), events: fc.nat(3), fails: fc.boolean() }),
    )
    const database = await opened()
    const expected = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(plan, async (members) => {
        const writes = members.map(({ tenant, events, fails }) => {
          if (!fails) expected.set(tenant, (expected.get(tenant) ?? 0) + events)
          return append(database, tenant, events, fails).catch((error: unknown) =>
            expect(error).toBeInstanceOf(RangeError),
          )
        })
        await Promise.all(writes)
        for (const [tenant, count] of expected) {
          const events = await database.read(tenant, ({ log }) => log.after(0, 100_000))
          expect(events.map((event) => event.seq)).toEqual(Array.from({ length: count }, (_, index) => index + 1))
          expect(await database.read(tenant, ({ log }) => log.head())).toBe(count)
        }
      }),
      { numRuns: 30 },
    )
    await database.close()
  })

  test(`${name}: a provider's id is remembered once per channel`, async () => {
    const database = await opened()
    const marked = await database.write('acme', async ({ intake }) => [
      await intake.markReceived('number', 'wamid.1', NOW),
      await intake.markReceived('number', 'wamid.1', NOW),
      await intake.markReceived('other', 'wamid.1', NOW),
    ])
    expect(marked).toEqual([true, false, true])
    await database.close()
  })

  test(`${name}: parked statuses are taken once, and old ones are dropped`, async () => {
    const database = await opened()
    const known = { status: 'read' as const, error: null }
    await database.write('acme', async ({ intake }) => {
      await intake.parkStatus('number', { external_id: 'old', known }, NOW, NOW)
      await intake.parkStatus('number', { external_id: 'new', known }, LATER, LATER)
    })
    const taken = await database.write('acme', async ({ intake }) => [
      await intake.takeParked('number', 'old'),
      await intake.takeParked('number', 'new'),
      await intake.takeParked('number', 'new'),
    ])
    expect(taken).toEqual([[], [{ external_id: 'new', known }], []])
    await database.close()
  })

  test(`${name}: entities read back exactly as they were written`, async () => {
    const database = await opened()
    await database.write('acme', async (rows) => {
      await insertConversation(rows, 'acme', 'c1')
      await rows.messages.insert(MESSAGE, 'number')
    })
    const read = await database.read('acme', async (rows) => [
      await rows.messages.get('m1'),
      (await rows.conversations.get('c1'))?.conversation.metadata,
    ])
    expect(read).toEqual([MESSAGE, { nested: { ключ: [1, null] } }])
    await database.close()
  })

  test(`${name}: nothing works after closing`, async () => {
    const database = await opened()
    await database.close()
    await expect(append(database, 'acme', 1)).rejects.toMatchObject({ code: 'service_unavailable' })
    await expect(database.read('acme', ({ log }) => log.head())).rejects.toMatchObject({ code: 'service_unavailable' })
    await expect(database.due.nextAt()).rejects.toMatchObject({ code: 'service_unavailable' })
    await expect(database.close()).resolves.toBeUndefined()
  })

  test(`${name}: each database has an epoch and a secret of its own`, async () => {
    const [env, otherEnv] = [virtualEnv({ randomBytes: countedBytes() }), virtualEnv()]
    const [first, second] = [await (await create()).open(env), await (await create()).open(otherEnv)]
    expect(first.epoch).not.toBe(second.epoch)
    expect(Buffer.compare(first.secret, second.secret)).not.toBe(0)
    await Promise.all([first.close(), second.close()])
  })
}

const everything = { words: [], after: null, offset: 0, limit: 100 }

const MESSAGE = {
  id: 'm1',
  tenant_id: 'acme',
  conversation_id: 'c1',
  seq: 1,
  sender_type: 'contact',
  sender_id: 'c1',
  content: '𝓤nicode 📍 \u202e and "quotes"',
  message_type: 'location',
  status: 'delivered' as const,
  location: { latitude: -23.56, longitude: -46.65 },
  reactions: [{ emoji: '👍🏽', sender_type: 'contact', sender_id: 'c1' }],
  external_id: 'wamid.1',
  metadata: { deep: [{ a: 1.5 }] },
  created_at: NOW,
  updated_at: NOW,
  version: 1,
}

const eventOf = (tenant_id: string, seq: number): LogEvent => ({
  tenant_id,
  seq,
  type: 'conversation_deleted',
  conversation_id: 'c1',
  data: { conversation_id: 'c1', contact_id: 'p1', version: seq },
  created_at: NOW,
})

const append = (database: Database, tenantId: string, count: number, fails = false): Promise<void> =>
  database.write(tenantId, async ({ log }) => {
    const head = await log.lockHead()
    await log.append(Array.from({ length: count }, (_, index) => eventOf(tenantId, head + index + 1)))
    if (fails) throw new RangeError('no')
  })

async function insertConversation(rows: Rows, tenant_id: string, id: string): Promise<void> {
  const times = { created_at: NOW, updated_at: NOW, version: 1 }
  const contact = { id, tenant_id, name: 'João', phone: '+5511999990001', metadata: {}, ...times }
  await rows.contacts.insert({ contact, name_source: 'agent' })
  await rows.contacts.addIdentity(id, { channel_kind: 'whatsapp', address: id })
  await rows.conversations.insert({
    conversation: {
      id,
      tenant_id,
      contact_id: id,
      status: 'waiting',
      unread_count: 0,
      last_message: null,
      last_message_time: null,
      last_message_id: null,
      last_message_type: null,
      last_message_sender_type: null,
      contact: { id, name: contact.name, phone: contact.phone, version: 1 },
      channel: 'whatsapp',
      channel_id: 'number',
      assignee_id: null,
      labels: [],
      snoozed_until: null,
      reply_window_ends_at: null,
      metadata: { nested: { ключ: [1, null] } },
      ...times,
    },
    read_seq: 0,
  })
}
