import { expect, test } from 'vitest'
import { bannerState } from './banner-state'

const reason = (code: 'network_lost' | 'unauthorized' | 'disconnected') => ({ code, message: '' })

test('starting and being connected are quiet', () => {
  for (const status of ['idle', 'connecting', 'connected'] as const) {
    expect(bannerState({ status, reason: null })).toBe('quiet')
  }
})

test('a lost connection is told while it comes back and when it has stopped trying', () => {
  for (const status of ['reconnecting', 'offline'] as const) {
    expect(bannerState({ status, reason: reason('network_lost') })).toBe('lost')
  }
})

test('a refusal is told apart from a closed connection', () => {
  expect(bannerState({ status: 'closed', reason: reason('unauthorized') })).toBe('refused')
  expect(bannerState({ status: 'closed', reason: reason('disconnected') })).toBe('lost')
})
