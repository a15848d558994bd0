import type { World, SimulatedAgent } from './world'

/** What the outside world was promised, to be held against what is left at the end. */
export interface Ledger {
  /** Ids of messages whose sending was acknowledged. */
  acknowledged: Set<string>
  /** Message ids that answered each idempotency key. */
  answersByKey: Map<string, Set<string>>
  mismatches: string[]
  /** Counts the texts, so that each is unique in its run. */
  texts: number
}

export const createLedger = (): Ledger => ({
  acknowledged: new Set(),
  answersByKey: new Map(),
  mismatches: [],
  texts: 0,
})

export const CUSTOMERS = ['5511999990001', '5521988880002', '5531977770003', '14155550107'] as const

type Act = (world: World, ledger: Ledger) => void

/** What may happen in a run, and how often compared with the rest. */
const acts: { name: string; weight: number; act: Act }[] = [
  { name: 'customer writes', weight: 10, act: customerWrites },
  { name: 'agent replies', weight: 10, act: agentReplies },
  { name: 'agent reads', weight: 4, act: agentReads },
  { name: 'customer reads', weight: 4, act: customerReads },
  { name: 'agent changes a conversation', weight: 3, act: agentChanges },
  { name: 'one key is used again', weight: 3, act: keyIsUsedAgain },
  { name: 'phone goes off or on', weight: 2, act: phoneToggles },
  { name: 'socket is cut', weight: 4, act: socketIsCut },
  { name: 'agent’s network goes and comes', weight: 2, act: networkToggles },
  { name: 'server crashes', weight: 2, act: serverCrashes },
]
const TOTAL_WEIGHT = acts.reduce((sum, { weight }) => sum + weight, 0)

/** Draws one act and lets it happen; most go on by themselves while time passes. */
export function actOnce(world: World, ledger: Ledger): void {
  let ticket = world.random.int(1, TOTAL_WEIGHT)
  for (const { name, weight, act } of acts) {
    ticket -= weight
    if (ticket > 0) continue
    world.note(name)
    return act(world, ledger)
  }
}

function customerWrites(world: World, ledger: Ledger): void {
  const waId = world.random.pick(CUSTOMERS)
  void world.meta.phone(waId, { name: `Customer ${waId.slice(-4)}` }).sends(`customer says ${ledger.texts++}`)
}

function agentReplies(world: World, ledger: Ledger): void {
  const agent = world.random.pick(world.agents)
  const conversation = anyConversation(world, agent)
  if (conversation === null) return
  agent.client.send(conversation, { content: `${agent.name} answers ${ledger.texts++}` }).then(
    (message) => ledger.acknowledged.add(message.id),
    (error: unknown) => world.note(`${agent.name}: sending failed: ${String(error)}`),
  )
}

function agentReads(world: World): void {
  const agent = world.random.pick(world.agents)
  const conversation = anyConversation(world, agent)
  if (conversation !== null) ignore(agent.client.markAsRead(conversation))
}

function customerReads(world: World): void {
  ignore(world.meta.phone(world.random.pick(CUSTOMERS)).reads())
}

function agentChanges(world: World): void {
  const agent = world.random.pick(world.agents)
  const conversation = anyConversation(world, agent)
  if (conversation === null) return
  const patch = world.random.pick([
    { assignee_id: agent.name },
    { assignee_id: null },
    { status: 'closed' },
    { labels: ['urgent'] },
  ] as const)
  ignore(agent.client.updateConversation(conversation, 'labels' in patch ? { labels: [...patch.labels] } : patch))
}

/** The same request several times at once, and one with another body: written by hand, as a foreign client might. */
function keyIsUsedAgain(world: World, ledger: Ledger): void {
  const agent = world.random.pick(world.agents)
  const conversation = anyConversation(world, agent)
  if (conversation === null) return
  const key = `key-${ledger.texts}`
  const content = `${agent.name} repeats ${ledger.texts++}`
  const post = async (text: string) => {
    const answer = await world.http.fetch(
      new Request(`http://api.test/api/v1/conversations/${conversation}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${agent.name}`, 'content-type': 'application/json' },
        body: JSON.stringify({ content: text, client_message_id: key }),
      }),
    )
    return { status: answer.status, body: (await answer.json()) as { id?: string; code?: string; content?: string } }
  }
  const remember = ({ status, body }: Awaited<ReturnType<typeof post>>) => {
    if (status !== 200 || body.id === undefined) return
    ledger.acknowledged.add(body.id)
    ledger.answersByKey.set(key, (ledger.answersByKey.get(key) ?? new Set()).add(body.id))
  }
  const repeats = world.random.int(2, 4)
  for (let index = 0; index < repeats; index++) ignore(post(content).then(remember))
  const check = post(content).then(remember)
  ignore(
    check
      .then(() => post(`${content}, but otherwise`))
      .then(({ status, body }) => {
        if (status === 200) ledger.mismatches.push(`idempotency: ${key} accepted another body as ${String(body.id)}`)
      }),
  )
}

function phoneToggles(world: World): void {
  const phone = world.meta.phone(world.random.pick(CUSTOMERS))
  if (world.random.chance(50)) phone.goesOffline()
  else phone.goesOnline()
}

function socketIsCut(world: World): void {
  const silently = world.random.chance(40)
  if (world.random.chance(30)) world.sockets.cut({ silently })
  else world.sockets.cut({ client: world.random.pick(world.agents).name, silently })
}

function networkToggles(world: World): void {
  const agent = world.random.pick(world.agents)
  world.sockets.cut({ client: agent.name, silently: true })
  agent.signal('offline')
  world.clock.setTimer(world.random.int(100, 20_000), () => agent.signal('online'))
}

function serverCrashes(world: World): void {
  world.crash()
  world.clock.setTimer(world.random.int(10, 20_000), () => ignore(world.start()))
}

/** A conversation the agent sees in its list, as a person would pick one. */
function anyConversation(world: World, agent: SimulatedAgent): string | null {
  const { items } = agent.client.conversations().getSnapshot()
  return items.length === 0 ? null : world.random.pick(items).id
}

/** Failing is part of the run; what must not fail is checked at the end. */
function ignore(work: Promise<unknown>): void {
  work.catch(() => undefined)
}
