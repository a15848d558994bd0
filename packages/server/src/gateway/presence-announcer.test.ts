import { expect, test } from 'vitest'
import { memory } from '../bus/memory'
import { virtualEnv } from '../testing/virtual-env'
import { PresenceAnnouncer } from './presence-announcer'

function start(maxPresenceUsers = 10) {
  const [env, bus] = [virtualEnv(), memory()]
  const told: unknown[] = []
  bus.onTransient(({ data }) => told.push(data))
  const limits = { maxPresenceUsers, presenceDelayMs: 500 }
  return { announcer: new PresenceAnnouncer({ tenantId: 't1', bus, env, limits }), env, told }
}

const online = (user_id: string, conversation_id: string | null = null) => ({ user_id, online: true, conversation_id })
const offline = (user_id: string) => ({ user_id, online: false, conversation_id: null })

test('what changes within the delay is told once, as it then is', async () => {
  const { announcer, env, told } = start()
  announcer.set('ana', 'first', null)
  announcer.set('ana', 'first', 'c1')
  announcer.set('ana', 'first', 'c2')
  expect(told).toEqual([])
  await env.advance(500)
  expect(told).toEqual([online('ana', 'c2')])
})

test('a connection that blinks is not told at all', async () => {
  const { announcer, env, told } = start()
  announcer.set('ana', 'first', null)
  await env.advance(500)
  announcer.remove('ana', 'first')
  announcer.set('ana', 'second', null)
  await env.advance(500)
  expect(told).toEqual([online('ana')])
})

test('a newcomer is told what the others know, no more and no less', async () => {
  const { announcer, env } = start()
  announcer.set('ana', 'first', null)
  await env.advance(500)
  announcer.set('bia', 'second', null)
  expect([...announcer.known()]).toEqual([online('ana')])
})

test('a crowd is bounded, and whoever was told of as here is told of as gone', async () => {
  const { announcer, env, told } = start(2)
  for (const user of ['ana', 'bia', 'eva']) announcer.set(user, user, null)
  await env.advance(500)
  expect(told).toEqual([online('ana'), online('bia')])
  announcer.remove('eva', 'eva')
  announcer.remove('ana', 'ana')
  await env.advance(500)
  expect(told.slice(2)).toEqual([offline('ana')])
})

test('closing tells what is still to be told and leaves no timer', () => {
  const { announcer, env, told } = start()
  announcer.set('ana', 'first', null)
  announcer.close()
  expect(told).toEqual([online('ana')])
  expect(env.pendingTimers()).toBe(0)
})
