import { act, render, screen } from '@testing-library/react'
import { Component, Suspense, type ReactNode } from 'react'
import { expect, test, vi } from 'vitest'
import { createWorld } from './testing/world'
import { useErrorReset, useSuspenseConversationList, useSuspenseMessages } from './use-suspense'

class Boundary extends Component<{ children: ReactNode; fallback: (reset: () => void) => ReactNode }> {
  override state = { hasFailed: false }
  static getDerivedStateFromError = () => ({ hasFailed: true })
  override render() {
    return this.state.hasFailed ? this.props.fallback(() => this.setState({ hasFailed: false })) : this.props.children
  }
}

const Names = () => useSuspenseConversationList().items.map(({ id }) => <li key={id}>{id}</li>)

function Sorry({ again }: { again: () => void }) {
  const reset = useErrorReset()
  const onClick = () => {
    reset()
    again()
  }
  return <button onClick={onClick}>Try again</button>
}

test('the fallback stands until the first page is there, and one request is made', async () => {
  const { Provider, advance, server } = createWorld()
  server.log.seed({ id: 'c1' })
  render(
    <Provider>
      <Suspense fallback="waiting">
        <Names />
      </Suspense>
    </Provider>,
  )
  expect(document.body.textContent).toBe('waiting')
  await advance()
  expect(screen.getByRole('listitem').textContent).toBe('c1')
  expect(server.requests.filter((request) => request === 'GET /conversations')).toHaveLength(1)

  server.log.seed({ id: 'c2' })
  server.log.updates('c2', {})
  await advance()
  expect(screen.getAllByRole('listitem')).toHaveLength(2)
})

test('a failure goes to the error boundary, and a reset asks again', async () => {
  const onError = vi.spyOn(console, 'error').mockReturnValue(undefined)
  const { Provider, advance, server } = createWorld()
  server.log.seed({ id: 'c1' })
  const heal = server.goDown()
  render(
    <Provider>
      <Boundary fallback={(reset) => <Sorry again={reset} />}>
        <Suspense fallback="waiting">
          <Names />
        </Suspense>
      </Boundary>
    </Provider>,
  )
  await advance()
  const button = screen.getByRole('button')
  heal()
  act(() => button.click())
  expect(document.body.textContent).toBe('waiting')
  await advance()
  expect(screen.getByRole('listitem').textContent).toBe('c1')
  onError.mockRestore()
})

test('once there, a failed refresh leaves what is on screen', async () => {
  const { Provider, advance, server, client } = createWorld()
  server.log.seed({ id: 'c1' })
  const Chat = () =>
    `${useSuspenseMessages('c1')
      .items.map(({ content }) => content)
      .join()} ${useError()}`
  const useError = () => useSuspenseMessages('c1').error?.code ?? 'fine'
  server.log.receives('c1', 'Olá')
  render(
    <Provider>
      <Suspense fallback="waiting">
        <Chat />
      </Suspense>
    </Provider>,
  )
  await advance()
  expect(document.body.textContent).toBe('Olá fine')
  server.goDown()
  void client
    .messages('c1')
    .refresh()
    .catch(() => {})
  await advance()
  expect(document.body.textContent).toBe('Olá network_unreachable')
})
