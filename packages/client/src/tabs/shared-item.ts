import type { PytakeErrorOptions } from '../errors'
import { PytakeError } from '../errors'
import type { OutboxItem, OutboxState } from '../outbox/item'

/** An error as it crosses from tab to tab, where classes and causes do not survive. */
export interface SharedError {
  code: string
  message: string
  options: Omit<PytakeErrorOptions, 'cause'>
}

type Shared<State> = State extends { error: infer Held }
  ? Omit<State, 'error'> & { error: SharedError | Extract<Held, null> }
  : State

export type SharedItem = Omit<OutboxItem, 'state'> & { state: Shared<OutboxState> }

export function toSharedError({ code, message, retryable, status, problem, retryAfterMs }: PytakeError): SharedError {
  const options: SharedError['options'] = { retryable }
  if (status !== undefined) options.status = status
  if (problem !== undefined) options.problem = problem
  if (retryAfterMs !== undefined) options.retryAfterMs = retryAfterMs
  return { code, message, options }
}

export const fromSharedError = ({ code, message, options }: SharedError): PytakeError =>
  new PytakeError(code, message, options)

export function toSharedItem({ state, ...item }: OutboxItem): SharedItem {
  if (state.status === 'sending') return { ...item, state }
  if (state.status === 'failed') return { ...item, state: { ...state, error: toSharedError(state.error) } }
  return { ...item, state: { ...state, error: state.error && toSharedError(state.error) } }
}

export function fromSharedItem({ state, ...item }: SharedItem): OutboxItem {
  if (state.status === 'sending') return { ...item, state }
  if (state.status === 'failed') return { ...item, state: { ...state, error: fromSharedError(state.error) } }
  return { ...item, state: { ...state, error: state.error && fromSharedError(state.error) } }
}
