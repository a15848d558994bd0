import { expect, test } from 'vitest'
import { ServerError } from './errors'
import { createDispatcher } from './dispatcher'
import { enqueueReaction, memoryQueues } from './testing/memory-queues'
import { accepted, scriptedChannel } from './testing/scripted-channel'
import { recordingLogger } from '../testing/recording-logger'
import { virtualEnv } from '../testing/virtual-env'
import { agent, agentOf, listQuery, openTestInbox, sendBody, type TestInbox, textItem } from '../testing/test-inbox'
import { MAX_REACTION_TRIES } from './queue-context'

const LEASE_MS = 30_000
const DAY_MS = 86_400_000

async function openWithMessage(options: Parameters<typeof openTestInbox>[0] = {}) {
  const core = await openTestInbox(options)
  await core.receive(textItem('wamid.1'))
  const [conversation] = (await core.inbox.conversations.list(agent, listQuery())).items
  const id = conversation?.id ?? ''
  const [message] = (await core.inbox.messages.list(agent, id, listQuery())).items
  return { ...core, conversationId: id, id: message?.id ?? '' }
}

type Opened = Awaited<ReturnType<typeof openWithMessage>>

const react = ({ inbox, id }: Opened, emoji: string | null, principal = agent) =>
  inbox.messages.react(principal, id, { emoji })

async function claimOne({ queues }: TestInbox) {
  const [claim] = await queues.claimReactions(10, LEASE_MS)
  if (claim === undefined) throw new Error('nothing to tell')
  return claim
}

const shown = async (core: Opened) =>
  (await core.inbox.messages.list(agent, core.conversationId, listQuery())).items[0]?.reactions

test('a reaction is on the message and in the log at once, and waits for the channel', async () => {
  const core = await openWithMessage()
  const before = await core.log()
  const message = await react(core, '👍')
  expect(message.reactions).toEqual([{ emoji: '👍', sender_type: 'agent', sender_id: 'ana' }])
  expect((await core.log()).slice(before.length)).toMatchObject([{ type: 'message_updated', data: message }])
  expect(await claimOne(core)).toMatchObject({ to: '5511999990001', target_external_id: 'wamid.1', emoji: '👍' })
})

test('the same reaction again changes nothing and sends nothing', async () => {
  const core = await openWithMessage()
  const first = await react(core, '👍')
  await core.queues.settleReaction(await claimOne(core), { kind: 'done' })
  expect(await react(core, '👍')).toEqual(first)
  expect(await core.queues.nextDueAt()).toBeNull()
})

test('the team has one reaction, beside that of the customer', async () => {
  const core = await openWithMessage()
  const contact = textItem('x').contact
  await core.receive({
    kind: 'reaction',
    external_id: 'wamid.r',
    provider_time: null,
    target_external_id: 'wamid.1',
    emoji: '❤️',
    contact,
  })
  await react(core, '👍')
  const { reactions } = await react(core, '🎉', agentOf('acme', 'agent', 'bia'))
  expect(reactions.map(({ emoji, sender_type }) => [emoji, sender_type])).toEqual([
    ['🎉', 'agent'],
    ['❤️', 'contact'],
  ])
  expect((await react(core, null)).reactions.map(({ emoji }) => emoji)).toEqual(['❤️'])
})

test('a newer reaction takes the place of the one on its way', async () => {
  const core = await openWithMessage()
  await react(core, '👍')
  const older = await claimOne(core)
  await react(core, null)
  await core.queues.settleReaction(older, { kind: 'refused' })
  expect(await claimOne(core)).toMatchObject({ emoji: null })
  expect(await shown(core)).toEqual([])
})

test('a reaction that is refused is taken back here too', async () => {
  const core = await openWithMessage()
  await react(core, '👍')
  await core.queues.settleReaction(await claimOne(core), { kind: 'refused' })
  expect(await shown(core)).toEqual([])
  expect((await core.log()).at(-1)).toMatchObject({ type: 'message_updated', data: { reactions: [] } })
})

test('a reaction that cannot be told is tried again, and taken back in the end', async () => {
  const core = await openWithMessage()
  await react(core, '👍')
  for (let tries = 1; tries <= MAX_REACTION_TRIES; tries += 1) {
    expect(await shown(core)).toHaveLength(1)
    await core.queues.settleReaction(await claimOne(core), { kind: 'retry' })
    core.env.jump(60_000)
  }
  expect(await core.queues.nextDueAt()).toBeNull()
  expect(await shown(core)).toEqual([])
})

test('the dispatcher tells a reaction again until it is told or refused', async () => {
  const env = virtualEnv()
  const queues = memoryQueues(env)
  const channel = scriptedChannel()
  const answers = [new ServerError('service_unavailable', 'busy'), null, new ServerError('invalid_request', 'gone')]
  channel.onReact = async () => {
    const answer = answers.shift()
    if (answer) throw answer
  }
  enqueueReaction(queues, 'm1', '👍')
  const dispatcher = createDispatcher({ queues, channels: [channel], env, logger: recordingLogger() })
  await env.advance(10_000)
  enqueueReaction(queues, 'm2', null)
  dispatcher.wake()
  await env.advance(10_000)
  expect(queues.reactions.map(({ outcomes }) => outcomes.map(({ kind }) => kind))).toEqual([
    ['retry', 'done'],
    ['refused'],
  ])
  expect(channel.reacted.map(({ externalId, emoji }) => [externalId, emoji])).toEqual([
    ['external-m1', '👍'],
    ['external-m1', '👍'],
    ['external-m2', null],
  ])
  await dispatcher.close()
})

test('what the customer has not got cannot be reacted to, once it is sent it can', async () => {
  const core = await openWithMessage()
  const sent = await core.inbox.messages.send(agent, core.conversationId, sendBody())
  const own = { ...core, id: sent.id }
  await expect(react(own, '👍')).rejects.toMatchObject({ code: 'message_not_sent' })
  const [claim] = await core.queues.claimDeliveries(1, LEASE_MS)
  if (claim === undefined) throw new Error('nothing to send')
  await core.queues.settleDelivery(claim, accepted('wamid.out'))
  expect(await react(own, '👍')).toMatchObject({ reactions: [{ emoji: '👍' }] })
  expect(await claimOne(core)).toMatchObject({ target_external_id: 'wamid.out' })
})

test('a reaction to a note stays in the team', async () => {
  const core = await openWithMessage()
  const note = await core.inbox.messages.send(agent, core.conversationId, sendBody({ message_type: 'note' }))
  expect(await react({ ...core, id: note.id }, '👀')).toMatchObject({ reactions: [{ emoji: '👀' }] })
  expect(await core.queues.claimReactions(1, LEASE_MS)).toEqual([])
})

test('reactions end with the reply window and with the message', async () => {
  const core = await openWithMessage()
  core.env.jump(DAY_MS)
  await expect(react(core, '👍')).rejects.toMatchObject({ code: 'reply_window_closed' })
  await core.inbox.messages.remove(agent, core.id)
  await expect(react(core, '👍')).rejects.toMatchObject({ code: 'not_found' })
})

test('a stranger and a colleague who may not see the conversation find no message', async () => {
  const policy = { seesWholeTenant: () => false, canSee: ({ user_id }: { user_id: string }) => user_id === 'ana' }
  const core = await openWithMessage({ policy })
  await expect(react(core, '👍', agentOf('globex'))).rejects.toMatchObject({ code: 'not_found' })
  await expect(react(core, '👍', agentOf('acme', 'agent', 'bia'))).rejects.toMatchObject({ code: 'not_found' })
})
