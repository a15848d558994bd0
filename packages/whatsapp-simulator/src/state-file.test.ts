import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileStorage } from './state-file'
import { Receiver } from './testing/receiver'
import { JOAO, simulate } from './testing/simulation'

const newPath = async () => join(await mkdtemp(join(tmpdir(), 'simulator-')), 'deep', 'state.json')

test('a file is replaced as a whole, leaving no temporary one', async () => {
  const path = await newPath()
  const storage = fileStorage(path)
  expect(await storage.read()).toBeUndefined()
  await storage.write('one')
  await storage.write('two')
  expect(await readFile(path, 'utf8')).toBe('two')
  expect(await readdir(join(path, '..'))).toEqual(['state.json'])
})

test('chats, media and ticks survive a restart', async () => {
  const statePath = await newPath()
  const before = await simulate({ statePath })
  const joao = before.simulator.phone(JOAO, { name: 'João' })
  await joao.sends({ image: 'sample' })
  await before.env.settle()
  await before.sends('Oi')
  await before.env.advance(800)
  await joao.reads()
  await before.env.settle()
  const chat = joao.messages()
  expect(chat.map(({ status }) => status)).toEqual(['delivered', 'read'])
  await before.simulator.close()

  const after = await simulate({ statePath })
  expect(after.simulator.phone(JOAO).name).toBe('João')
  expect(after.simulator.phone(JOAO).messages()).toEqual(chat)
  const content = chat[0]?.content
  const id = content && 'mediaId' in content ? content.mediaId : ''
  const headers = { authorization: `Bearer ${after.simulator.accessToken}` }
  const media = await after.simulator.fetch(new Request(`${after.simulator.graphUrl}/${id}`, { headers }))
  expect(await media.json()).toMatchObject({ id, mime_type: 'image/jpeg' })
})

test('a webhook nobody took before the restart is posted after it, with the same bytes and no second handshake', async () => {
  const statePath = await newPath()
  const before = await simulate({ statePath })
  await before.env.settle()
  const lost: string[] = []
  before.env.network = async (request) => {
    lost.push(await request.text())
    return new Response('', { status: 503 })
  }
  await before.simulator.phone(JOAO).sends('Olá')
  await before.env.settle()
  await before.simulator.close()

  const after = await simulate({ statePath })
  await after.simulator.idle()
  expect(after.receiver.bodies).toEqual([lost[0]])
  expect(after.receiver.handshakes).toBe(0)
})

test('a message accepted before the restart is delivered after it', async () => {
  const statePath = await newPath()
  const before = await simulate({ statePath })
  await before.simulator.phone(JOAO).sends('Olá')
  await before.env.settle()
  const id = await before.sends('Oi')
  await before.env.settle()
  await before.simulator.close()

  const after = await simulate({ statePath })
  await after.env.advance(800)
  expect(after.receiver.statuses).toMatchObject([{ id, status: 'delivered' }])
})

test('a seeded simulator issues no id twice across a restart', async () => {
  const statePath = await newPath()
  const before = await simulate({ statePath, seed: 'a' })
  const first = await before.simulator.phone(JOAO).sends('1')
  await before.simulator.close()
  const after = await simulate({ statePath, seed: 'a' })
  const second = await after.simulator.phone(JOAO).sends('2')
  expect(second.id).not.toBe(first.id)
})

test('another verify token asks for another handshake', async () => {
  const statePath = await newPath()
  const before = await simulate({ statePath })
  await before.env.settle()
  await before.simulator.close()
  const receiver = new Receiver()
  const after = await simulate({ statePath, verifyToken: 'other' }, receiver)
  await after.env.settle()
  expect(receiver.handshakes).toBe(1)
})

test.each(['not json', '{"version":99}'])('a file that is no state (%s) is refused, not overwritten', async (text) => {
  const statePath = join(await mkdtemp(join(tmpdir(), 'simulator-')), 'state.json')
  await writeFile(statePath, text)
  await expect(simulate({ statePath })).rejects.toMatchObject({ code: 'state_unreadable' })
  expect(await readFile(statePath, 'utf8')).toBe(text)
})
