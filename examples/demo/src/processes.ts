import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { ROOT } from './root'

const RESTART_DELAY_MS = 1_000
const STOP_GRACE_MS = 8_000

export interface ProcessDefinition {
  name: string
  /** ANSI colour of the name before each line. */
  colour: number
  command: string
  args: string[]
  env: Record<string, string>
  /** Answers 2xx once the process serves. */
  readyUrl: string
}

export interface SupervisorOptions {
  say(name: string, colour: number, line: string): void
  /** Starts a process again when it dies, so that one may kill the server and watch the inbox recover. */
  restart: boolean
}

export interface Supervisor {
  /** Starts a process and resolves when it answers. */
  start(definition: ProcessDefinition): Promise<void>
  /** Ends one at once, as a power cut would; resolves when it is gone. */
  kill(name: string): Promise<void>
  /** Ends all, gracefully first. */
  stop(): Promise<void>
}

/** Runs the demo's processes and passes on what they print. */
export function createSupervisor({ say, restart }: SupervisorOptions): Supervisor {
  const running = new Map<string, ChildProcess>()
  let stopping = false

  const launch = (definition: ProcessDefinition) => {
    const child = spawn(definition.command, definition.args, {
      cwd: ROOT,
      env: { ...process.env, ...definition.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own group: Ctrl-C reaches only the supervisor, which then ends everything in order.
      detached: process.platform !== 'win32',
    })
    running.set(definition.name, child)
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => say(definition.name, definition.colour, line))
    }
    child.once('exit', (code, signal) => {
      running.delete(definition.name)
      if (stopping || !restart) return
      say(definition.name, definition.colour, `ended (${signal ?? String(code)}); starting again`)
      setTimeout(() => !stopping && launch(definition), RESTART_DELAY_MS)
    })
  }

  return {
    async start(definition) {
      launch(definition)
      await answers(definition)
    },
    async kill(name) {
      const child = running.get(name)
      if (child === undefined) return
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.kill('SIGKILL')
      await gone
    },
    async stop() {
      stopping = true
      await Promise.all([...running.values()].map(end))
    },
  }
}

const READY_TIMEOUT_MS = 60_000
const READY_INTERVAL_MS = 150

async function answers({ name, readyUrl }: ProcessDefinition): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (Date.now() < deadline) {
    const ok = await fetch(readyUrl, { redirect: 'manual' }).then(
      (answer) => answer.status < 400,
      () => false,
    )
    if (ok) return
    await new Promise((resolve) => setTimeout(resolve, READY_INTERVAL_MS))
  }
  throw new Error(`unable to start demo; ${name} does not answer on ${readyUrl}`)
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS)
    child.once('exit', () => {
      clearTimeout(kill)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
