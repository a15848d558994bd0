import { createClient, type ClientOptions, type PytakeClient } from '@pytake/client'
import { act, renderHook, type RenderHookResult } from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { FakeServer } from '../../../client/src/testing/fake-server'
import { VirtualEnv } from '../../../client/src/testing/virtual-env'
import { vi } from 'vitest'
import { PytakeProvider } from '../provider'

/** A real client before a fake server, in a world where time passes only when told to. */
export interface World {
  env: VirtualEnv
  server: FakeServer
  client: PytakeClient
  Provider: (props: { children?: ReactNode }) => ReactNode
  /** The provider without StrictMode, where renders are counted. */
  Plain: (props: { children?: ReactNode }) => ReactNode
  /** Passes virtual time and draws the frame that is due; what both change is rendered afterwards. */
  advance: (durationMs?: number) => Promise<void>
  /** Passes virtual time within one frame. */
  advanceInFrame: (durationMs?: number) => Promise<void>
  /** Renders a hook below the provider, in StrictMode as in development. */
  render: <Result, Props>(
    hook: (props: Props) => Result,
    options?: { initialProps: Props },
  ) => RenderHookResult<Result, Props>
}

export function createWorld(options: Partial<ClientOptions> = {}): World {
  const drawFrame = takeFrames()
  const env = new VirtualEnv()
  const server = new FakeServer(env)
  const client = createClient({ url: 'http://inbox.test', getToken: () => 'token-1', env, ...options })
  const Plain: World['Plain'] = ({ children }) => <PytakeProvider client={client}>{children}</PytakeProvider>
  const Provider: World['Provider'] = ({ children }) => (
    <StrictMode>
      <Plain>{children}</Plain>
    </StrictMode>
  )
  return {
    env,
    server,
    client,
    Provider,
    Plain,
    advance: (durationMs = 100) =>
      act(async () => {
        await env.advance(durationMs)
        drawFrame()
      }),
    advanceInFrame: (durationMs = 100) => act(() => env.advance(durationMs)),
    render: (hook, given) => renderHook(hook, { wrapper: Provider, ...given }),
  }
}

/** Frames are drawn when the test says so. */
function takeFrames(): () => void {
  const due = new Set<() => void>()
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => {
    due.add(draw)
    return draw
  })
  vi.stubGlobal('cancelAnimationFrame', (draw: () => void) => due.delete(draw))
  return () => {
    const drawn = [...due]
    due.clear()
    for (const draw of drawn) draw()
  }
}
