interface ErrorDefinition {
  /** HTTP status, or 0 for an error that arises in the client before or without an answer. */
  status: number
  /** True where the same request may succeed later without being changed. */
  retryable: boolean
  title: string
}

/** The closed table of error codes. Branch on these, never on text. */
export const errorTable = {
  malformed_json: { status: 400, retryable: false, title: 'The body is not valid JSON' },
  unauthorized: { status: 401, retryable: false, title: 'The token is missing or invalid' },
  token_expired: { status: 401, retryable: false, title: 'The token has expired' },
  invalid_signature: { status: 401, retryable: false, title: 'The signature is missing or does not match the body' },
  forbidden: { status: 403, retryable: false, title: 'Your role does not allow this' },
  not_found: { status: 404, retryable: false, title: 'There is no such thing here' },
  method_not_allowed: { status: 405, retryable: false, title: 'This path does not support the method' },
  request_in_flight: { status: 409, retryable: true, title: 'The same request is still being processed' },
  conversation_advanced: { status: 409, retryable: false, title: 'Newer messages arrived in the conversation' },
  message_not_retryable: { status: 409, retryable: false, title: 'The message is not in a state that can be retried' },
  message_not_sent: { status: 409, retryable: false, title: 'The message has not reached the customer' },
  media_not_ready: { status: 409, retryable: true, title: 'The file is still being fetched' },
  payload_too_large: { status: 413, retryable: false, title: 'The body is too large' },
  unsupported_media_type: { status: 415, retryable: false, title: 'The content type is not supported' },
  range_not_satisfiable: { status: 416, retryable: false, title: 'The range lies outside the file' },
  invalid_request: { status: 422, retryable: false, title: 'Some values are missing or out of range' },
  idempotency_mismatch: { status: 422, retryable: false, title: 'The client_message_id was used with another body' },
  media_refused: { status: 422, retryable: false, title: 'The channel does not take this file' },
  reply_window_closed: { status: 422, retryable: false, title: 'The reply window of this conversation is closed' },
  upgrade_required: { status: 426, retryable: false, title: 'This path speaks WebSocket' },
  rate_limited: { status: 429, retryable: true, title: 'Too many requests' },
  internal_error: { status: 500, retryable: true, title: 'Something went wrong on our side' },
  service_unavailable: { status: 503, retryable: true, title: 'The service is starting, draining or overloaded' },
  network_unreachable: { status: 0, retryable: true, title: 'The server could not be reached' },
  request_timeout: { status: 0, retryable: true, title: 'The server did not answer in time' },
  request_aborted: { status: 0, retryable: false, title: 'The request was cancelled' },
  invalid_response: { status: 0, retryable: false, title: 'The answer does not follow the protocol' },
  invalid_configuration: { status: 0, retryable: false, title: 'An option is missing or wrong' },
  client_closed: { status: 0, retryable: false, title: 'The client has been closed' },
  outbox_full: { status: 0, retryable: true, title: 'Too many messages wait to be sent' },
} as const satisfies Record<string, ErrorDefinition>

export type ErrorCode = keyof typeof errorTable

/** True for a code of the table; a newer server may send one that this version does not know. */
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorTable, code)
