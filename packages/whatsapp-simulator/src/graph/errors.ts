/** The HTTP status and title Meta uses for an error code; unknown codes answer 400. */
interface ErrorEntry {
  httpStatus: number
  title: string
  details?: string
}

const ERRORS: Readonly<Record<number, ErrorEntry>> = {
  0: { httpStatus: 401, title: 'Error validating access token: the session has been invalidated' },
  1: { httpStatus: 400, title: 'An unknown error has occurred' },
  2: { httpStatus: 503, title: 'Service temporarily unavailable' },
  3: { httpStatus: 500, title: 'Application does not have the capability to make this API call' },
  4: { httpStatus: 400, title: 'Application request limit reached' },
  10: { httpStatus: 403, title: 'Application does not have permission for this action' },
  33: { httpStatus: 400, title: 'The business phone number has been deleted' },
  100: { httpStatus: 400, title: 'Invalid parameter' },
  190: { httpStatus: 401, title: 'Invalid OAuth access token - Cannot parse access token' },
  200: { httpStatus: 403, title: 'You do not have the necessary permissions' },
  368: { httpStatus: 403, title: 'Temporarily blocked for policies violations' },
  2500: { httpStatus: 400, title: 'Unknown path components' },
  80007: { httpStatus: 400, title: 'Rate limit issues' },
  130403: { httpStatus: 400, title: 'User is blocked by the business' },
  130429: {
    httpStatus: 400,
    title: 'Rate limit hit',
    details:
      'Message failed to send because there were too many messages sent from this phone number in a short period of time',
  },
  130472: {
    httpStatus: 400,
    title: "User's number is part of an experiment",
    details: "Failed to send message because this user's phone number is part of an experiment",
  },
  130497: { httpStatus: 403, title: 'Business account is restricted from messaging users in this country' },
  131000: { httpStatus: 500, title: 'Something went wrong', details: 'Message failed to send due to an unknown error' },
  131005: { httpStatus: 403, title: 'Access denied' },
  131008: { httpStatus: 400, title: 'Required parameter is missing' },
  131009: { httpStatus: 400, title: 'Parameter value is not valid' },
  131016: { httpStatus: 500, title: 'Service unavailable' },
  131021: {
    httpStatus: 400,
    title: 'Recipient cannot be sender',
    details: 'Sender and recipient phone number is the same',
  },
  131026: { httpStatus: 400, title: 'Message undeliverable', details: 'Message Undeliverable.' },
  131030: { httpStatus: 400, title: 'Recipient phone number not in allowed list' },
  131031: { httpStatus: 403, title: 'Business Account locked' },
  131037: { httpStatus: 400, title: 'Display name approval is needed before sending messages' },
  131042: { httpStatus: 400, title: 'Business eligibility payment issue' },
  131045: { httpStatus: 500, title: 'Incorrect certificate' },
  131047: {
    httpStatus: 400,
    title: 'Re-engagement message',
    details:
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  },
  131048: { httpStatus: 400, title: 'Spam rate limit hit' },
  131049: { httpStatus: 400, title: 'This message was not delivered to maintain healthy ecosystem engagement.' },
  131050: { httpStatus: 400, title: 'User has stopped receiving marketing messages from this business' },
  131051: { httpStatus: 400, title: 'Unsupported message type' },
  131052: { httpStatus: 400, title: 'Media download error' },
  131053: { httpStatus: 400, title: 'Media upload error' },
  131056: {
    httpStatus: 400,
    title: '(Business Account, Consumer Account) pair rate limit hit',
    details:
      'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time',
  },
  131057: { httpStatus: 500, title: 'Account in maintenance mode' },
  131062: { httpStatus: 400, title: 'Business-scoped user ID cannot be used for this message' },
  132000: { httpStatus: 400, title: 'Number of parameters does not match the expected number of params' },
  132001: { httpStatus: 404, title: 'Template name does not exist in the translation' },
  132005: { httpStatus: 400, title: 'Translated text too long' },
  132007: { httpStatus: 400, title: 'Template format character policy violated' },
  132012: { httpStatus: 400, title: 'Parameter format does not match format in the created template' },
  132015: { httpStatus: 400, title: 'Template is paused' },
  132016: { httpStatus: 400, title: 'Template is disabled' },
  132068: { httpStatus: 400, title: 'Flow is blocked' },
  132069: { httpStatus: 400, title: 'Flow is throttled' },
  133004: { httpStatus: 503, title: 'Server temporarily unavailable' },
  133010: { httpStatus: 400, title: 'Phone number not registered' },
  135000: { httpStatus: 400, title: 'Generic user error' },
}

/** What a Graph error says beyond its code. */
export interface GraphErrorOptions {
  message?: string
  details?: string
  subcode?: number
  type?: string
  httpStatus?: number
}

/** A refusal in Meta's words: thrown by the Graph routes, answered as `{ error: … }`. */
export class GraphError extends Error {
  override readonly name = 'GraphError'
  readonly code: number
  readonly httpStatus: number
  readonly title: string
  readonly details: string | undefined
  readonly #options: GraphErrorOptions

  constructor(code: number, options: GraphErrorOptions = {}) {
    const entry = ERRORS[code]
    const title = entry?.title ?? 'Unknown error'
    super(options.message ?? defaultMessage(code, title))
    this.code = code
    this.title = title
    this.httpStatus = options.httpStatus ?? entry?.httpStatus ?? 400
    this.details = options.details ?? entry?.details
    this.#options = options
  }

  body(traceId: string): unknown {
    const { subcode, type } = this.#options
    return {
      error: {
        message: this.message,
        type: type ?? 'OAuthException',
        code: this.code,
        ...(subcode !== undefined && { error_subcode: subcode }),
        ...(this.details !== undefined && {
          error_data: { messaging_product: 'whatsapp', details: this.details },
        }),
        fbtrace_id: traceId,
      },
    }
  }
}

/** The object is not there, or not yours: Meta does not tell which. */
export function unknownObject(id: string, method: string): GraphError {
  return new GraphError(100, {
    message:
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing ` +
      'permissions, or does not support this operation. Please read the Graph API documentation at ' +
      'https://developers.facebook.com/docs/graph-api',
    subcode: 33,
    type: 'GraphMethodException',
  })
}

function defaultMessage(code: number, title: string): string {
  // Token errors come without the `(#code)` prefix that all others carry.
  return code === 190 || code === 0 ? title : `(#${code}) ${title}`
}
