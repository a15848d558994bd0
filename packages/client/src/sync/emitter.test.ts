import { expect, test } from 'vitest'
import { aMessage } from '../testing/entities'
import { createEmitter } from './emitter'

const boom = () => {
  throw new Error('boom')
}

test('a listener that throws keeps no other from hearing, and is told of as an error', () => {
  const emitter = createEmitter(() => undefined)
  const heard: string[] = []
  emitter.on('error', ({ cause }) => heard.push(String(cause)))
  emitter.on('message_received', boom)
  emitter.on('message_received', ({ content }) => heard.push(content))
  emitter.emit('message_received', aMessage({ content: 'Olá' }))
  expect(heard).toEqual(['Error: boom', 'Olá'])
})

test('a listener of errors that throws itself is told to the log', () => {
  const lines: string[] = []
  const emitter = createEmitter((line) => lines.push(line))
  emitter.on('error', boom)
  emitter.error(new Error('first'))
  expect(lines).toEqual(['a listener of "error" failed: Error: boom'])
})

test('the same function may listen twice, and each unsubscribes itself alone', () => {
  const emitter = createEmitter(() => undefined)
  const heard: string[] = []
  const listener = ({ content }: { content: string }) => heard.push(content)
  emitter.on('message_received', listener)
  const stop = emitter.on('message_received', listener)
  stop()
  stop()
  emitter.emit('message_received', aMessage({ content: 'Olá' }))
  emitter.close()
  emitter.emit('message_received', aMessage({ content: 'Tchau' }))
  expect(heard).toEqual(['Olá'])
})
