// @vitest-environment jsdom
import { createTestServer } from '@pytake/client/testing'
import { PytakeProvider, useMessages } from '@pytake/react'
import { act, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'

const Chat = ({ id }: { id: string }) => useMessages(id).items.map(({ key, content }) => <p key={key}>{content}</p>)

test('a message is on screen as soon as the customer has written it', async () => {
  const server = createTestServer({ conversations: [{ name: 'João', id: 'joao' }] })
  const client = server.client()
  render(<Chat id="joao" />, {
    wrapper: ({ children }) => <PytakeProvider client={client}>{children}</PytakeProvider>,
  })
  await act(() => server.advance(100))
  server.receives('Olá', { from: 'João' })
  await act(() => server.advance(100))
  expect(screen.getByText('Olá')).toBeDefined()
})
