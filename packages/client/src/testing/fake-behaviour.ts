import type { AuthFrame, ServerFrame } from '@pytake/protocol'

/** What a test may put between client and server; each lasts until it is taken away. */
export interface Behaviour {
  /** Name of the one client it applies to; without it, all. */
  client?: string
  /** Answers in the server's place; undefined passes the request on. */
  onRequest?: (request: Request) => Response | Error | undefined
  /** The server does its work, but this is what the client hears of it. */
  onAnswer?: (request: Request, answer: Response) => Response | Error
  /** How long the request is on its way. */
  requestDelayMs?: (request: Request) => number
  /** How long the answer is on its way. */
  answerDelayMs?: (request: Request) => number
  /** True lets the server hear a request twice, as a retrying proxy would. */
  isDoubled?: (request: Request) => boolean
  /** Closes a socket with this code instead of answering its first frame. */
  refuseAuth?: (frame: AuthFrame) => number | undefined
  /** False keeps a frame from the client. */
  deliver?: (frame: ServerFrame) => boolean
  /** How long a frame is on its way, in either direction; later ones never overtake it. */
  frameDelayMs?: () => number
}

/** The behaviours on a server now. */
export class Behaviours {
  readonly #held = new Set<Behaviour>()

  /** Puts one on; the returned function takes it away. */
  put(behaviour: Behaviour): () => void {
    this.#held.add(behaviour)
    return () => {
      this.#held.delete(behaviour)
    }
  }

  clear(): void {
    this.#held.clear()
  }

  /** Those that apply to a client, in the order they were put on. */
  of(client: string): Behaviour[] {
    return [...this.#held].filter((behaviour) => behaviour.client === undefined || behaviour.client === client)
  }
}
