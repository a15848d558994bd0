/** Every bound of the gateway. All are configurable; the defaults are documented in the protocol. */
export interface GatewayLimits {
  /** Largest client message; above it the socket is closed with 1009. */
  maxFrameBytes: number
  /** Fragments a client message may come in. */
  maxFragments: number
  /** Largest client message before authentication has succeeded. */
  maxPreAuthFrameBytes: number
  /** From opening to the auth frame. */
  authDeadlineMs: number
  /** Longest the host's `authenticate` and the first look at the log may take. */
  authenticateTimeoutMs: number
  maxClientFrames: number
  clientFramesWindowMs: number
  /** Client frames waiting while an earlier one is still being worked on. */
  maxPendingFrames: number
  /** Wrong frames answered with `error`; the last of them closes the socket with 4400. */
  maxWrongFrames: number
  /** Unsent bytes after which a socket is dropped; its client resumes. */
  maxBufferedBytes: number
  /** A catch-up waits while more than this is unsent, so that a long one does not drop its own socket. */
  catchUpBufferedBytes: number
  catchUpPollMs: number
  /** A catch-up whose peer takes nothing for this long is given up. */
  catchUpStallMs: number
  /** Frames and characters in one array of frames. */
  maxBatchFrames: number
  maxBatchLength: number
  maxSocketsPerUser: number
  maxSocketsPerIp: number
  /** Events read from the log at a time. */
  feedPageSize: number
  /** The log is read at least this often: repairs lost hints. */
  feedTickMs: number
  /** Longest a client is not told that the position moved past events it may not see. */
  progressDelayMs: number
  /** Passing states (typing, presence) waiting for a decision on who may see them; beyond it they are dropped. */
  maxPendingTransients: number
  /** Users of a tenant whose presence is told: everybody is told of everybody, which grows with the square. */
  maxPresenceUsers: number
  /** Longest a change of presence waits to be told together with others. */
  presenceDelayMs: number
  /** Time before the end of a token at which the client is warned, or half of what is left if that is shorter. */
  tokenWarningMs: number
  /** Server pings without an answer after which the socket is dropped. */
  maxUnansweredPings: number
}

export const defaultGatewayLimits: GatewayLimits = {
  maxFrameBytes: 64 * 1024,
  maxFragments: 16,
  maxPreAuthFrameBytes: 4 * 1024,
  authDeadlineMs: 5_000,
  authenticateTimeoutMs: 10_000,
  maxClientFrames: 60,
  clientFramesWindowMs: 10_000,
  maxPendingFrames: 60,
  maxWrongFrames: 3,
  maxBufferedBytes: 1024 * 1024,
  catchUpBufferedBytes: 256 * 1024,
  catchUpPollMs: 10,
  catchUpStallMs: 30_000,
  maxBatchFrames: 100,
  maxBatchLength: 128 * 1024,
  maxSocketsPerUser: 50,
  // Whole offices share one address.
  maxSocketsPerIp: 1_000,
  feedPageSize: 100,
  feedTickMs: 5_000,
  progressDelayMs: 1_000,
  maxPendingTransients: 1_000,
  maxPresenceUsers: 100,
  presenceDelayMs: 500,
  tokenWarningMs: 60_000,
  maxUnansweredPings: 2,
}

/** Nginx, as the seed configures it, cuts a silent connection after 60 s. */
export const DEFAULT_HEARTBEAT_MS = 25_000
