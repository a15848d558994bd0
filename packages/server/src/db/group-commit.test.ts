import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GroupCommit, type GroupTransaction, MAX_WAITING_WRITES } from './group-commit'

/** A transaction over a list of strings, which a test may break. */
function listTransaction() {
  const committed: string[][] = []
  const faults = { commit: false, endEarly: false }
  let open: { rows: string[]; marks: number[] } | null = null
  const current = () => {
    if (open === null) throw new Error('no transaction')
    return open
  }
  const transaction: GroupTransaction = {
    begin: () => void (open = { rows: [], marks: [] }),
    commit() {
      if (faults.commit) throw new Error('disk full')
      committed.push(current().rows)
      open = null
    },
    rollback: () => void (open = null),
    savepoint: () => void current().marks.push(current().rows.length),
    release: () => void current().marks.pop(),
    rollbackToSavepoint: () => void (current().rows.length = current().marks.at(-1) ?? 0),
    isOpen: () => open !== null,
  }
  const write = (row: string) => {
    if (faults.endEarly) open = null
    else current().rows.push(row)
  }
  return { transaction, committed, faults, write }
}

function openGroup(list = listTransaction()) {
  const turns: (() => void)[] = []
  const group = new GroupCommit({
    transaction: list.transaction,
    endOfTurn: (task) => void turns.push(task),
    exclusive: (work) => work(),
  })
  const endTurn = () => turns.splice(0).forEach((task) => task())
  return { ...list, group, endTurn }
}

test('the writes of one turn share a commit', async () => {
  const { group, endTurn, committed, write } = openGroup()
  const writes = ['a', 'b', 'c'].map((row) => group.run('acme', async () => write(row)))
  endTurn()
  await Promise.all(writes)
  expect(committed).toEqual([['a', 'b', 'c']])
})

test('a write that fails is undone alone', async () => {
  const { group, endTurn, committed, write } = openGroup()
  const good = group.run('acme', async () => write('good'))
  const bad = group.run('acme', async () => {
    write('bad')
    throw new RangeError('no')
  })
  const last = group.run('acme', async () => write('last'))
  endTurn()
  await expect(bad).rejects.toThrow(RangeError)
  await Promise.all([good, last])
  expect(committed).toEqual([['good', 'last']])
})

test('nobody hears of an outcome before the commit, not even of a refusal', async () => {
  const { group, endTurn, committed, write } = openGroup()
  const heard: number[] = []
  const bad = group.run('acme', () => Promise.reject(new RangeError('no'))).catch(() => heard.push(committed.length))
  const good = group.run('acme', async () => write('good')).then(() => heard.push(committed.length))
  endTurn()
  await Promise.all([bad, good])
  expect(heard).toEqual([1, 1])
})

test('a commit that fails fails every write of its group, and the next group goes on', async () => {
  const { group, endTurn, committed, faults, write } = openGroup()
  faults.commit = true
  const lost = ['a', 'b'].map((row) => group.run('acme', async () => write(row)))
  endTurn()
  for (const result of await Promise.allSettled(lost)) {
    expect(result).toMatchObject({ reason: { code: 'service_unavailable', details: { retryAfterSeconds: 1 } } })
  }
  faults.commit = false
  const later = group.run('acme', async () => write('c'))
  endTurn()
  await later
  expect(committed).toEqual([['c']])
})

test('a transaction that the database gave up fails the whole group', async () => {
  const { group, endTurn, committed, faults, write } = openGroup()
  const first = group.run('acme', async () => {
    faults.endEarly = true
    write('a')
  })
  const second = group.run('acme', async () => write('b'))
  endTurn()
  const results = await Promise.allSettled([first, second])
  expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected'])
  expect(committed).toEqual([])
})

test('the tenants of a group stand in one order, the writes of a tenant in theirs', async () => {
  const { group, endTurn, committed, write } = openGroup()
  const asked = [
    ['globex', 'g1'],
    ['acme', 'a1'],
    ['globex', 'g2'],
    ['acme', 'a2'],
  ] as const
  const writes = asked.map(([tenant, row]) => group.run(tenant, async () => write(row)))
  endTurn()
  await Promise.all(writes)
  expect(committed).toEqual([['a1', 'a2', 'g1', 'g2']])
})

test('the queue is bounded', async () => {
  const { group, write } = openGroup()
  const waiting = Array.from({ length: MAX_WAITING_WRITES }, () => group.run('acme', async () => write('x')))
  await expect(group.run('acme', async () => write('y'))).rejects.toMatchObject({
    code: 'service_unavailable',
    details: { retryAfterSeconds: 1 },
  })
  expect(waiting).toHaveLength(MAX_WAITING_WRITES)
})

test('closing finishes what waits and refuses what comes later', async () => {
  const { group, endTurn, committed, write } = openGroup()
  const waiting = group.run('acme', async () => write('a'))
  const closing = group.close()
  await expect(group.run('acme', async () => write('b'))).rejects.toMatchObject({ code: 'service_unavailable' })
  endTurn()
  await Promise.all([waiting, closing])
  expect(committed).toEqual([['a']])
})

test('exactly the writes that succeeded are committed, in the order of asking', async () => {
  const plan = fc.array(fc.array(fc.boolean(), { maxLength: 10 }), { maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(plan, async (turns) => {
      const { group, endTurn, committed, write } = openGroup()
      const expected: string[] = []
      const results: Promise<unknown>[] = []
      for (const [turn, members] of turns.entries()) {
        for (const [index, succeeds] of members.entries()) {
          const row = `${turn}.${index}`
          if (succeeds) expected.push(row)
          const work = async () => {
            write(row)
            await Promise.resolve()
            if (!succeeds) throw new RangeError(row)
          }
          results.push(group.run('acme', work).catch(() => undefined))
        }
        endTurn()
        await Promise.all(results)
      }
      expect(committed.flat()).toEqual(expected)
    }),
  )
})
