import type { FakeServer } from './fake-server'
import { problemResponse } from './fake-refusal'

/** Ends a behaviour; the others stay. */
export type Heal = () => void

/** What a test server can be made to do; each lasts until it is healed, by its own `Heal` or by `heals()`. */
export interface TestBehaviours {
  /** Requests fail and new sockets are refused; open ones live on. */
  refuses(): Heal
  /** The network is gone: open sockets end, requests fail. */
  drops(): Heal
  /** Open sockets go silent, in one direction or both, and nobody is told. */
  halfOpens(direction?: 'toClient' | 'toServer' | 'both', client?: string): void
  /** Open sockets end with this code, those of one client or all. */
  cuts(code?: number, client?: string): void
  /** Every position of the log is forgotten, as after a restored backup: clients are told `reset` and load anew. */
  resets(): void
  /** Every answer and every frame takes this long. */
  slows(delayMs: number): Heal
  /** Answers to reads come after the frames that were sent later; answers to writes come before their own frames. */
  reorders(): Heal
  /** The server hears every request twice. */
  duplicates(): Heal
  /** Requests are answered 503 or 429, with `Retry-After`. */
  overloads(status?: 503 | 429): Heal
  /** Requests are served, but no answer arrives. */
  losesAnswers(): Heal
  /** Ends every behaviour; clients are told that they are online again. */
  heals(): void
}

const LATE_ANSWER_MS = 300
const LATE_FRAME_MS = 150
const RETRY_AFTER_SECONDS = '1'

export function createBehaviours(server: FakeServer, tellOnline: () => void): TestBehaviours {
  return {
    refuses: () => server.behave({ onRequest: () => new TypeError('fetch failed'), refuseAuth: () => 1006 }),
    drops: () => server.goDown(),
    halfOpens: (direction = 'both', client) => server.gateway.mute(direction, client),
    cuts: (code = 1006, client) => server.gateway.drop(code, client),
    resets: () => {
      server.log.epoch += 'x'
      server.dropSockets(1012)
    },
    slows: (delayMs) => server.behave({ answerDelayMs: () => delayMs, frameDelayMs: () => delayMs }),
    reorders: () =>
      server.behave({
        answerDelayMs: ({ method }) => (method === 'GET' ? LATE_ANSWER_MS : 0),
        frameDelayMs: () => LATE_FRAME_MS,
      }),
    duplicates: () => server.behave({ isDoubled: () => true }),
    overloads: (status = 503) => {
      const code = status === 503 ? 'service_unavailable' : 'rate_limited'
      return server.behave({ onRequest: () => problemResponse(status, code, { 'Retry-After': RETRY_AFTER_SECONDS }) })
    },
    losesAnswers: () => server.behave({ onAnswer: () => new TypeError('fetch failed') }),
    heals: () => {
      server.heal()
      tellOnline()
    },
  }
}
