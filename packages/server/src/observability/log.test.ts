import { expect, test } from 'vitest'
import type { LogFields } from '../domain/ports'
import { createLogger } from './log'

function captured(level: 'debug' | 'info' = 'debug') {
  const lines: string[] = []
  const logger = createLogger({ level, destination: { write: (line) => void lines.push(line) } })
  return { logger, lines, last: (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') }
}

test('fields of the allow-list are written beside the message', () => {
  const { logger, last } = captured()
  logger.info({ user_id: 'ana', status: 200 }, 'WebSocket connection established')
  expect(last()).toMatchObject({ user_id: 'ana', status: 200, msg: 'WebSocket connection established' })
})

test('whatever else a caller spreads into the fields stays out', () => {
  const { logger, lines } = captured()
  const spread = { user_id: 'ana', content: 'my card is 4111', phone: '+5511999990001', token: 'abc.def' }
  const fields: LogFields = spread
  logger.info(fields, 'stored')
  expect(lines[0]).not.toMatch(/4111|99999|abc\.def/)
})

test('an error is described without its own properties, and its causes with it', () => {
  const { logger, lines, last } = captured()
  const cause = Object.assign(new Error('connect failed'), { code: 'ECONNREFUSED', request: { token: 'secret-token' } })
  logger.error({ error: new Error('unable to send', { cause }) }, 'failed')
  expect(last()).toMatchObject({ error: { message: 'unable to send', cause: { code: 'ECONNREFUSED' } } })
  expect(lines[0]).not.toContain('secret-token')
})

test('a line below the level is not written', () => {
  const { logger, lines } = captured('info')
  logger.debug({}, 'Broadcasting message')
  expect(lines).toEqual([])
})
