import { expect, test } from 'vitest'
import { agent, openTestInbox, TENANT } from '../testing/test-inbox'
import { MAX_INDICATORS_UNDER_WAY, TYPING_THROTTLE_MS } from './typing'

async function openTyping() {
  const core = await openTestInbox()
  const conversation = await core.customerWrites('wamid.1')
  const shown: string[] = []
  core.channel.typing = async (externalId) => void shown.push(externalId)
  return { ...core, conversation, shown }
}

test('colleagues see that an agent types, and the log does not', async () => {
  const { inbox, conversation, transients, log } = await openTyping()
  const events = await log()
  await inbox.agentTyping(agent, conversation.id, true, 'connection-1')
  await inbox.agentTyping(agent, conversation.id, false, 'connection-1')
  const event = {
    tenant_id: TENANT,
    conversation_id: conversation.id,
    origin_connection_id: 'connection-1',
    data: { conversation_id: conversation.id, user_id: 'ana' },
  }
  expect(transients).toEqual([
    { ...event, type: 'agent_typing_start' },
    { ...event, type: 'agent_typing_stop' },
  ])
  expect(await log()).toEqual(events)
})

test('the customer is shown it on the newest message, once in a while', async () => {
  const { inbox, conversation, shown, env, customerWrites } = await openTyping()
  await inbox.agentTyping(agent, conversation.id, true, 'connection-1')
  await inbox.agentTyping(agent, conversation.id, true, 'connection-1')
  await inbox.agentTyping(agent, conversation.id, false, 'connection-1')
  expect(shown).toEqual(['wamid.1'])
  await customerWrites('wamid.2')
  env.jump(TYPING_THROTTLE_MS)
  await inbox.agentTyping(agent, conversation.id, true, 'connection-1')
  expect(shown).toEqual(['wamid.1', 'wamid.2'])
})

test('a channel that refuses does not harm the agent', async () => {
  const { inbox, conversation, channel } = await openTyping()
  channel.typing = () => Promise.reject(new Error('down'))
  await expect(inbox.agentTyping(agent, conversation.id, true, 'connection-1')).resolves.toBeUndefined()
})

test('an agent does not wait for the provider, and a provider that hangs is asked only so often', async () => {
  const { inbox, conversation, channel, env } = await openTyping()
  let calls = 0
  channel.typing = () => {
    calls += 1
    return new Promise(() => undefined)
  }
  for (let count = 0; count < MAX_INDICATORS_UNDER_WAY + 5; count += 1) {
    env.jump(TYPING_THROTTLE_MS)
    await inbox.agentTyping(agent, conversation.id, true, 'connection-1')
  }
  expect(calls).toBe(MAX_INDICATORS_UNDER_WAY)
})

test('the host application tells that the customer types', async () => {
  const { inbox, conversation, transients } = await openTyping()
  const where = { tenant_id: TENANT, conversation_id: conversation.id }
  await inbox.typing({ ...where, typing: true })
  await inbox.typing({ ...where, typing: false })
  const event = {
    ...where,
    origin_connection_id: null,
    data: { conversation_id: conversation.id, contact_id: conversation.contact_id },
  }
  expect(transients).toEqual([
    { ...event, type: 'typing_start' },
    { ...event, type: 'typing_stop' },
  ])
  await expect(inbox.typing({ ...where, tenant_id: 'globex', typing: true })).rejects.toMatchObject({
    code: 'not_found',
  })
})
