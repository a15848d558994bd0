import { spawn, type ChildProcess } from 'node:child_process'

export interface Command {
  folder: string
  env?: Record<string, string>
}

const TIMEOUT_MS = 120_000

/** Runs a program of the folder to its end; rejects with all it printed where that is not a good one. */
export function run(program: string, args: readonly string[], { folder, env = {} }: Command): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = launch(program, args, { folder, env })
    let output = ''
    const hear = (chunk: Buffer) => (output += chunk.toString())
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    const name = [program, ...args].join(' ')
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`"${name}" does not end\n${output}`))
    }, TIMEOUT_MS)
    child.once('error', reject)
    child.once('exit', (code) => {
      clearTimeout(timer)
      if (code === 0) resolve(output)
      else reject(new Error(`"${name}" ends with ${code}\n${output}`))
    })
  })
}

export interface Service {
  /** The first match of the line it printed when it was ready. */
  ready: string
  stop(): Promise<void>
}

/** Starts a program that goes on, and resolves when it prints a line that matches. */
export async function start(program: string, args: string[], ready: RegExp, command: Command): Promise<Service> {
  const child = launch(program, args, command)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill()
    await gone
  }
  let output = ''
  const found = new Promise<string>((resolve) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString()
      const match = ready.exec(output)
      if (match !== null) resolve(match[1] ?? match[0])
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS)
  const line = await Promise.race([found, gone])
  clearTimeout(timer)
  if (line === undefined) throw new Error(`"${[program, ...args].join(' ')}" does not serve\n${output}`)
  return { ready: line, stop }
}

const launch = (program: string, args: readonly string[], { folder, env = {} }: Command): ChildProcess =>
  spawn(program, args, {
    cwd: folder,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
