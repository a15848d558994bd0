import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agent, listQuery, openTestInbox, sendBody, statusItem } from '../testing/test-inbox'

type Arrival =
  { kind: 'answer' } | { kind: 'status'; status: 'sent' | 'delivered' | 'read' | 'failed'; withRef: boolean }

const status = fc.record({
  kind: fc.constant('status' as const),
  status: fc.constantFrom('sent' as const, 'delivered' as const, 'read' as const, 'failed' as const),
  withRef: fc.boolean(),
})

/** Each run opens a database; a busy machine takes its time. */
const TIMEOUT_MS = 60_000

/** Plays the arrivals in their order and answers with what the message shows in the end. */
async function play(arrivals: readonly Arrival[]) {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  await core.inbox.messages.send(agent, id, sendBody())
  const [claim] = await core.queues.claimDeliveries(1, 30_000)
  if (claim === undefined) throw new Error('nothing to send')
  for (const arrival of arrivals) {
    if (arrival.kind === 'status') {
      const ref = arrival.withRef ? claim.outbound.attempt_ref : null
      await core.receive(statusItem('wamid.2', arrival.status, ref))
    } else {
      await core.queues.settleDelivery(claim, { kind: 'accepted', external_id: 'wamid.2', held: false })
    }
  }
  const [, message] = (await core.inbox.messages.list(agent, id, listQuery())).items
  const told = (await core.log()).filter((event) => event.type === 'message_status_updated')
  await core.database.close()
  return { shown: { status: message?.status, external_id: message?.external_id }, told: told.map(({ data }) => data) }
}

test(
  'the answer and the statuses of a message give one state, in any order and however often they come',
  async () => {
    const permuted = fc.array(status, { maxLength: 5 }).chain((statuses) => {
      const arrivals: Arrival[] = [{ kind: 'answer' }, ...statuses]
      const again = fc.shuffledSubarray<Arrival>([...arrivals, ...statuses], {
        minLength: arrivals.length + statuses.length,
      })
      return fc.tuple(fc.constant(arrivals), again)
    })
    await fc.assert(
      fc.asyncProperty(permuted, async ([arrivals, shuffled]) => {
        expect((await play(shuffled)).shown).toEqual((await play(arrivals)).shown)
      }),
      { numRuns: 40 },
    )
  },
  TIMEOUT_MS,
)

test(
  'each status that is told is new',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(status, { maxLength: 8 }), async (statuses) => {
        const { told } = await play([{ kind: 'answer' }, ...statuses])
        const shown = told.map((data) => ('status' in data ? data.status : null))
        expect(shown.filter((value, index) => value === shown[index - 1])).toEqual([])
      }),
      { numRuns: 40 },
    )
  },
  TIMEOUT_MS,
)
