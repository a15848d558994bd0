import { messageStatuses, type MessageError, type MessageStatus } from '@pytake/protocol'

/** What is known of one sending attempt. */
export interface AttemptState {
  status: MessageStatus
  error: MessageError | null
}

/** A new attempt, of which nothing is known yet. */
export const NEW_ATTEMPT: AttemptState = { status: 'pending', error: null }

/**
 * Merges two things known of the same attempt. A join in the lattice
 * `pending < unknown < sent < failed < delivered < read`: the order and number of webhooks do not matter.
 */
export function joinAttempt(a: AttemptState, b: AttemptState): AttemptState {
  const difference = rank(a.status) - rank(b.status)
  if (difference !== 0) return difference > 0 ? a : b
  return { status: a.status, error: joinErrors(a.error, b.error) }
}

/**
 * What a message shows: its newest attempt, unless some attempt reached the customer.
 *
 * @param attempts oldest first, at least one
 */
export function shownAttempt(attempts: readonly AttemptState[]): AttemptState {
  const arrived = attempts.filter((attempt) => rank(attempt.status) >= DELIVERED)
  if (arrived.length > 0) return arrived.reduce(joinAttempt)
  return attempts.at(-1) ?? NEW_ATTEMPT
}

/** True where the shown state says the same, so that no event is due. */
export const sameAttempt = (a: AttemptState, b: AttemptState): boolean =>
  a.status === b.status && errorKey(a.error) === errorKey(b.error)

const rank = (status: MessageStatus): number => messageStatuses.indexOf(status)

const DELIVERED = rank('delivered')

/** Two reports of one failure may differ in words; which one stays must not depend on which came first. */
function joinErrors(a: MessageError | null, b: MessageError | null): MessageError | null {
  if (a === null || b === null) return a ?? b
  return errorKey(a) <= errorKey(b) ? a : b
}

const errorKey = (error: MessageError | null): string =>
  error === null ? '' : JSON.stringify([error.code, error.provider_code, error.title, error.detail, error.retryable])
