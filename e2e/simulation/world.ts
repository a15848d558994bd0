import { createClient, type ClientEnv, type LifecycleSignal, type PytakeClient } from '@pytake/client'
import {
  createInboxServer,
  memoryMedia,
  sqlite,
  whatsapp,
  type InboxServer,
  type LogFields,
  type Logger,
  type Principal,
} from '@pytake/server'
import { createSimulator, type Simulator } from '@pytake/whatsapp-simulator'
import { HEALTHY, type Faults } from './faults'
import { createRandom, type Random } from './random'
import { createLossyBus } from './lossy-bus'
import { createProcessEnv } from './process-env'
import { createVirtualClock, type VirtualClock } from './virtual-clock'
import { createVirtualHttp, type VirtualHttp } from './virtual-http'
import { createVirtualSockets, type VirtualSockets } from './virtual-sockets'

export const TENANT = 'tenant-sim'
const API_HOST = 'api.test'
const SECRETS = { appSecret: 'sim-app-secret', verifyToken: 'sim-verify-token', accessToken: 'sim-access-token' }

/** An agent with a browser: a real client, and the life of the page around it. */
export interface SimulatedAgent {
  name: string
  principal: Principal
  client: PytakeClient
  signal(signal: LifecycleSignal): void
}

/** Everything that takes part in one run, on one clock, one source of chance and one network. */
export interface World {
  clock: VirtualClock
  random: Random
  http: VirtualHttp
  sockets: VirtualSockets
  meta: Simulator
  agents: SimulatedAgent[]
  readonly server: InboxServer | null
  faults: Faults
  /** What happened, one line each; equal for equal seeds. */
  trace: string[]
  note(line: string): void
  /** Kills the server at this instant: only what was committed is left. */
  crash(): void
  start(): Promise<void>
  /** Lets virtual time pass. */
  advance(durationMs: number): Promise<void>
  close(): Promise<void>
}

export async function createWorld(seed: number): Promise<World> {
  const clock = createVirtualClock()
  const random = createRandom(seed)
  const started = clock.now()
  let running: RunningServer | null = null
  let disk: Uint8Array | null = null

  const world: World = {
    clock,
    random,
    http: createVirtualHttp(clock, random, () => world.faults),
    sockets: createVirtualSockets(clock, random, () => world.faults),
    meta: await createMeta(clock, random, (request) => world.http.fetch(request)),
    agents: [],
    faults: HEALTHY,
    trace: [],
    get server() {
      return running?.server ?? null
    },
    note: (line) => void world.trace.push(`${String(clock.now() - started).padStart(8)} ${line}`),
    crash() {
      if (running === null) return
      disk = running.kill()
      running = null
      world.note('server crashes')
    },
    async start() {
      if (running !== null) return
      running = await startServer(world, disk)
      world.note('server serves')
    },
    async advance(durationMs) {
      const until = clock.now() + durationMs
      await settle()
      while (clock.runNext(until)) await settle()
      clock.moveTo(until)
    },
    async close() {
      await Promise.all(world.agents.map((agent) => agent.client.close()))
      world.crash()
      await world.meta.close()
    },
  }
  world.http.serve(new URL(world.meta.url).host, (request) => world.meta.fetch(request), { neverTwice: true })
  world.agents = ['ana', 'bia', 'caio'].map((name) => createAgent(world, name))
  return world
}

/** Lets every promise that can go on go on: timers are virtual, so nothing but code can be waited for besides. */
async function settle(): Promise<void> {
  do {
    await Promise.allSettled(codeUnderWay)
    for (let turn = 0; turn < SETTLE_TURNS; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
  } while (codeUnderWay.size > 0)
}

/** Parts of a client that are being loaded, which takes real time. */
const codeUnderWay = new Set<Promise<unknown>>()

async function loadCode<Part>(part: () => Promise<Part>): Promise<Part> {
  const loading = part()
  codeUnderWay.add(loading)
  return loading.finally(() => codeUnderWay.delete(loading))
}

/** Bodies of requests are streams, which need a few turns of the real event loop. */
const SETTLE_TURNS = 4

function createMeta(
  clock: VirtualClock,
  random: Random,
  fetch: (request: Request) => Promise<Response>,
): Promise<Simulator> {
  return createSimulator({
    ...SECRETS,
    webhookUrl: `http://${API_HOST}/api/v1/webhooks/whatsapp`,
    listen: false,
    seed: 'simulation',
    env: {
      now: () => clock.now(),
      setTimer: (callback, delayMs) => clock.setTimer(delayMs, callback),
      randomBytes: (size) => random.bytes(size),
      fetch,
    },
  })
}

interface RunningServer {
  server: InboxServer
  /** Ends the process between two instructions and returns what is on its disk. */
  kill(): Uint8Array
}

async function startServer(world: World, disk: Uint8Array | null): Promise<RunningServer> {
  const process = createProcessEnv(world)
  const database = sqlite(disk ?? ':memory:')
  const server = await createInboxServer({
    database,
    media: memoryMedia(),
    bus: createLossyBus(world.random, () => world.faults),
    env: process.env,
    logger: traceLogger(world),
    authenticate: (token) => world.agents.find((agent) => agent.name === token)?.principal ?? null,
    channels: [
      whatsapp({
        ...SECRETS,
        phoneNumberId: world.meta.phoneNumberId,
        tenantId: TENANT,
        graphUrl: world.meta.graphUrl,
      }),
    ],
  })
  world.http.serve(API_HOST, (request) => server.fetch(request))
  world.sockets.serve((socket, info) => server.acceptSocket(socket, info))
  return {
    server,
    kill() {
      process.kill()
      world.http.serve(API_HOST, null)
      world.sockets.serve(null)
      world.sockets.cut({ silently: false })
      const bytes = database.serialize()
      return bytes
    },
  }
}

/** Warnings belong to the story of a run; what is routine would only drown it. */
function traceLogger(world: World): Logger {
  const quiet = () => undefined
  const tell = (fields: LogFields, message: string) =>
    world.note(`server: ${message} ${fields.code ?? fields.reason ?? ''}`)
  return { debug: quiet, info: quiet, warn: tell, error: tell }
}

function createAgent(world: World, name: string): SimulatedAgent {
  const listeners = new Set<(signal: LifecycleSignal) => void>()
  const env: ClientEnv = {
    now: () => world.clock.now(),
    monotonicNow: () => world.clock.now(),
    isHidden: () => false,
    setTimer: (delayMs, task) => world.clock.setTimer(delayMs, task),
    randomBytes: (length) => world.random.bytes(length),
    fetch: (request) => world.http.fetch(request),
    createSocket: (_url, events) => world.sockets.connect(name, events),
    onLifecycle(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    pageAddress: () => null,
    load: loadCode,
    log: (line) => world.note(`${name}: ${line}`),
  }
  return {
    name,
    principal: { user_id: name, tenant_id: TENANT, role: 'agent', name, expires_at: null },
    client: createClient({ url: `http://${API_HOST}`, userId: name, token: name, env, debug: true }),
    signal: (signal) => listeners.forEach((listener) => listener(signal)),
  }
}
