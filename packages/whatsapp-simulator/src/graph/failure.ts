import { ConnectionReset } from '../errors'
import type { FaultKinds } from '../faults'
import { GraphError } from './errors'

/** A gateway in front of Meta failed: an answer without JSON. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure'
  readonly httpStatus: number
  readonly body: string

  constructor(httpStatus: number, body: string) {
    super(`HTTP ${httpStatus}`)
    this.httpStatus = httpStatus
    this.body = body
  }
}

/** Throws when the fault refuses a request before anything is accepted. */
export function failBeforeAccepting(fault: FaultKinds['messages'] | FaultKinds['media'] | undefined): void {
  if (fault === undefined) return
  if (fault === 'reset-before-accept') throw new ConnectionReset()
  if (typeof fault === 'string') return
  if ('httpStatus' in fault) {
    throw new HttpFailure(fault.httpStatus, fault.body ?? '<html><body><h1>Bad Gateway</h1></body></html>')
  }
  if ('code' in fault && fault.async !== true) throw graphErrorOf(fault)
}

export function graphErrorOf(fault: {
  code: number
  details?: string | undefined
  status?: number | undefined
}): GraphError {
  const { code, details, status } = fault
  return new GraphError(code, {
    ...(details !== undefined && { details }),
    ...(status !== undefined && { httpStatus: status }),
  })
}
