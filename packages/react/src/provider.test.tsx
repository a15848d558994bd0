import { render, renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { PytakeProvider, useClient } from './provider'
import { createWorld } from './testing/world'

test('mounting connects, and StrictMode does not cost a second socket', async () => {
  const { Provider, advance, client, server } = createWorld()
  render(<Provider />)
  await advance()
  expect(client.connection.getState().status).toBe('connected')
  expect(server.auths).toHaveLength(1)
  expect(server.sockets).toHaveLength(1)
})

test('unmounting leaves the client as it was, for it was not created here', async () => {
  const { Provider, advance, client, server } = createWorld()
  const { unmount } = render(<Provider />)
  await advance()
  unmount()
  await advance()
  expect(client.connection.getState().status).toBe('connected')
  render(<Provider />)
  await advance()
  expect(server.auths).toHaveLength(1)
})

test('a refusal is no unhandled rejection', async () => {
  const { Provider, advance, client, server } = createWorld()
  server.behave({ refuseAuth: () => 4403 })
  render(<Provider />)
  await advance()
  expect(client.connection.getState()).toMatchObject({ status: 'closed', reason: { code: 'forbidden' } })
})

test('the hooks give the client of the nearest provider', () => {
  const outer = createWorld()
  const inner = createWorld()
  const { result } = renderHook(() => useClient(), {
    wrapper: ({ children }) => (
      <PytakeProvider client={outer.client}>
        <PytakeProvider client={inner.client}>{children}</PytakeProvider>
      </PytakeProvider>
    ),
  })
  expect(result.current).toBe(inner.client)
})

test('a hook without a provider says what is missing', () => {
  expect(() => renderHook(() => useClient())).toThrow('<PytakeProvider>')
})
