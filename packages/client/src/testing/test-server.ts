import type { Conversation, Message } from '@pytake/protocol'
import { SOCKET_PATH } from '@pytake/protocol'
import { createClient } from '../client'
import type { ClientOptions, PytakeClient } from '../client-api'
import { failure } from '../errors'
import type { ClientSocket, SocketEvents } from '../lib/env'
import type { FakeLog } from './fake-log'
import type { Behaviour } from './fake-behaviour'
import type { TokenClaims } from './fake-principals'
import { FakeServer } from './fake-server'
import type { TestBehaviours } from './test-behaviours'
import { createBehaviours } from './test-behaviours'
import type { Settling } from './virtual-clock'
import { VirtualClock } from './virtual-clock'
import { VirtualEnv } from './virtual-env'

const URL = 'http://inbox.test'

/** A conversation that is there before anybody looks. */
export interface TestConversation {
  /** Of the contact; tells conversations apart in a test. */
  name: string
  id?: string
  phone?: string
  status?: Conversation['status']
  assignee_id?: string
  /** What the customer has written so far. */
  messages?: readonly string[]
}

export interface TestServerOptions {
  conversations?: readonly TestConversation[]
  /** Tells one run of chance from another: ids, tokens, jitter. */
  seed?: number
  /** By `turns` of the event loop, the default, or by `ticks`, for worlds in which only clients and this server take part. */
  settling?: Settling
}

/** Options of a client of a test server: whose it is, and whatever `createClient` takes. */
export interface TestClientOptions extends Partial<Omit<ClientOptions, 'env' | 'url' | 'wsUrl'>> {
  role?: 'agent' | 'admin'
  tenantId?: string
  /** How long each token lives; for ever by default. */
  tokenLifeMs?: number
  /** Tells behaviours which client they concern; `client-1` and so on by default. */
  name?: string
}

/** The page a client runs in: its wall clock, its life, its end. */
export type TestPage = Pick<VirtualEnv, 'name' | 'signal' | 'jumps' | 'freeze' | 'thaw' | 'kill' | 'lines'>

/** A server in memory that speaks the real protocol, with the network and the clock around it. */
export interface TestServer extends TestBehaviours {
  readonly url: string
  /** The truth: what is stored, and the verbs that change it. */
  readonly log: FakeLog
  /** A client that is connecting; `advance` lets it arrive. */
  client(options?: TestClientOptions): PytakeClient
  page(client: PytakeClient): TestPage
  /** The customer writes; one who is not known yet becomes a contact. */
  receives(content: string, customer: { from: string }): Message
  /** The customer is typing, or has stopped. */
  types(customer: { from: string }, isTyping?: boolean): void
  /** The conversation with the contact of this name. */
  conversation(name: string): Conversation
  /** What the server holds of a conversation, oldest first. */
  messages(name: string): Message[]
  /** A bearer token, for requests of your own. */
  token(claims?: TokenClaims): string
  /** Ends tokens, one or all of a user, and gives back which. */
  revokes(tokenOrUserId: string): string[]
  /** Any behaviour; the returned function takes it away. */
  behaves(behaviour: Behaviour): () => void
  /** Answers a request as the real server would. */
  fetch(request: Request): Promise<Response>
  /** Opens a socket, for frames of your own. */
  openSocket(events: SocketEvents): ClientSocket
  /** Requests heard so far, e.g. `GET /conversations`. */
  readonly requests: readonly string[]
  /** Wall clock of the server, in milliseconds since 1970. */
  now(): number
  /** Runs something when its time comes. */
  later(delayMs: number, task: () => void): void
  /** Passes time for everybody; whatever falls due happens in its order. */
  advance(durationMs: number): Promise<void>
  /** Lets everything come to rest without passing time. */
  settle(): Promise<void>
  /** Closes every client. */
  close(): Promise<void>
}

/**
 * Creates a server in memory for tests: it speaks the real protocol over a virtual network and a virtual clock.
 *
 * @example
 * const server = createTestServer({ conversations: [{ name: 'João' }] })
 * const client = server.client()
 * await server.advance(100)
 * server.receives('Olá', { from: 'João' })
 */
export function createTestServer({
  conversations = [],
  seed = 1,
  settling = 'turns',
}: TestServerOptions = {}): TestServer {
  const clock = new VirtualClock(settling)
  const fake = new FakeServer(new VirtualEnv(seed, clock))
  const pages = new Map<PytakeClient, VirtualEnv>()
  fake.principals.isStrict = true
  conversations.forEach((given, index) => seedConversation(fake.log, given, index))
  fake.log.backUp()

  const conversation = (name: string): Conversation => {
    const found = [...fake.log.conversations.values()].find(({ contact }) => contact.name === name)
    if (found === undefined) throw failure(`find a conversation with ${name}`, 'not_found')
    return found
  }

  return {
    ...createBehaviours(fake, () => pages.forEach((page) => page.signal('online'))),
    url: URL,
    log: fake.log,
    client: (options = {}) => {
      const { name = `client-${pages.size + 1}` } = options
      const page = new VirtualEnv(seed * 1_000 + pages.size + 1, clock, name)
      page.connectTo(fake)
      const client = createClient(clientOptions(fake, page, options))
      pages.set(client, page)
      // Who waits for it hears it in the state.
      client.connect().catch(() => undefined)
      return client
    },
    page: (client) => {
      const page = pages.get(client)
      if (page === undefined) throw failure('find the page of a client', 'not_found')
      return page
    },
    receives: (content, { from }) => fake.log.receives(knownOrNew(fake.log, from).id, content),
    types: ({ from }, isTyping = true) => {
      const { id, contact_id } = conversation(from)
      const type = isTyping ? 'typing_start' : 'typing_stop'
      fake.tell({ type, data: { conversation_id: id, contact_id }, at: new Date(clock.nowMs).toISOString() })
    },
    conversation,
    messages: (name) => fake.log.messagesOf(conversation(name).id),
    token: (claims) => fake.principals.issue(claims),
    revokes: (tokenOrUserId) => fake.revoke(tokenOrUserId),
    behaves: (behaviour) => fake.behave(behaviour),
    fetch: (request) => fake.respond(request),
    openSocket: (events) => fake.open(`${URL.replace('http', 'ws')}${SOCKET_PATH}`, events),
    requests: fake.requests,
    now: () => clock.nowMs,
    later: (delayMs, task) => void clock.setTimer(delayMs, task),
    advance: (durationMs) => clock.advance(durationMs),
    settle: () => clock.settle(),
    close: async () => {
      await Promise.all([...pages.keys()].map((client) => client.close()))
    },
  }
}

function clientOptions(fake: FakeServer, page: VirtualEnv, given: TestClientOptions): ClientOptions {
  const { role, tenantId, tokenLifeMs, ...options } = given
  const claims: TokenClaims = { ...(role && { role }), ...(tenantId && { tenantId }) }
  if (given.userId !== undefined) claims.userId = given.userId
  if (tokenLifeMs !== undefined) claims.lifeMs = tokenLifeMs
  const source = options.token === undefined ? { getToken: () => fake.principals.issue(claims) } : {}
  return { ...source, ...options, url: URL, env: page }
}

function seedConversation(log: FakeLog, given: TestConversation, index: number): void {
  const { name, id = `conversation-${index + 1}`, phone = phoneOf(index), messages = [], ...fields } = given
  log.seed({ id, contact: { id: `contact-of-${id}`, name, phone, version: 1 }, ...fields })
  for (const content of messages) log.receives(id, content)
}

function knownOrNew(log: FakeLog, name: string): Conversation {
  const known = [...log.conversations.values()].find(({ contact }) => contact.name === name)
  return known ?? log.opens(log.meets({ name, phone: phoneOf(log.contacts.size) }))
}

const phoneOf = (index: number) => `+55119${String(90_000_001 + index)}`
