import { act, fireEvent, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { problemResponse } from '../../client/src/testing/fake-routes'
import { createWorld } from './testing/world'
import { useComposerProps, type ComposerOptions } from './use-composer-props'

const isSend = (request: Request) => request.method === 'POST' && request.url.endsWith('/messages')

async function createComposer(options: ComposerOptions = {}, windowEndsAt: string | null = null) {
  const world = createWorld()
  world.server.log.seed({ id: 'c1', reply_window_ends_at: windowEndsAt })
  function Composer() {
    const { formProps, inputProps, sendButtonProps, error } = useComposerProps('c1', { label: 'Message', ...options })
    return (
      <form {...formProps}>
        <textarea {...inputProps} />
        <button {...sendButtonProps}>{error?.code ?? 'Send'}</button>
      </form>
    )
  }
  render(<Composer />, { wrapper: world.Provider })
  await world.advance()
  const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
  const type = (value: string) => fireEvent.change(field, { target: { value } })
  const sent = () => [...world.server.log.messages.values()].map(({ content }) => content)
  return { ...world, field, type, sent, button: screen.getByRole<HTMLButtonElement>('button') }
}

const OPEN_UNTIL = '2026-01-15T20:00:00.000Z'

test('Enter sends and empties the field, Shift+Enter does not', async () => {
  const { field, type, sent, advance } = await createComposer({}, OPEN_UNTIL)
  type('Olá')
  fireEvent.keyDown(field, { key: 'Enter', shiftKey: true })
  expect(field.value).toBe('Olá')
  fireEvent.keyDown(field, { key: 'Enter' })
  expect(field.value).toBe('')
  await advance()
  expect(sent()).toEqual(['Olá'])
})

test('while an input method composes, Enter belongs to it', async () => {
  const { field, type, sent, advance } = await createComposer({}, OPEN_UNTIL)
  type('にほ')
  fireEvent.keyDown(field, { key: 'Enter', isComposing: true })
  fireEvent.keyDown(field, { key: 'Enter', keyCode: 229 })
  await advance()
  expect([field.value, sent()]).toEqual(['にほ', []])
})

test('where Ctrl+Enter sends, Enter breaks the line', async () => {
  const { field, type, sent, advance } = await createComposer({ sendOn: 'mod+enter' }, OPEN_UNTIL)
  type('Olá')
  fireEvent.keyDown(field, { key: 'Enter' })
  expect(field.value).toBe('Olá')
  fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true })
  await advance()
  expect(sent()).toEqual(['Olá'])
})

test('typing is told to colleagues, and its end too', async () => {
  const { field, type, server, advance } = await createComposer({}, OPEN_UNTIL)
  type('O')
  await advance()
  fireEvent.blur(field)
  await advance()
  expect(server.heard.map(({ type: frame }) => frame).filter((frame) => frame.startsWith('typing'))).toEqual([
    'typing_start',
    'typing_stop',
  ])
})

test('a closed window blocks the field but leaves it readable', async () => {
  const { field, button, type, sent, advance } = await createComposer({}, '2026-01-15T09:00:00.000Z')
  expect([field.readOnly, field.getAttribute('aria-disabled'), button.disabled]).toEqual([true, 'true', true])
  type('Olá')
  fireEvent.keyDown(field, { key: 'Enter' })
  await advance()
  expect(sent()).toEqual([])
})

test('a note may be written whatever the window says', async () => {
  const { field } = await createComposer({ message: { message_type: 'note' } }, '2026-01-15T09:00:00.000Z')
  expect(field.readOnly).toBe(false)
})

test('what is refused comes back into the field, and stands there only', async () => {
  const { field, button, type, server, client, advance } = await createComposer({}, OPEN_UNTIL)
  server.behave({ onRequest: (request) => (isSend(request) ? problemResponse(422, 'reply_window_closed') : undefined) })
  type('Olá')
  act(() => button.click())
  await advance()
  expect([field.value, button.textContent, field.getAttribute('aria-invalid')]).toEqual([
    'Olá',
    'reply_window_closed',
    'true',
  ])
  expect(client.outbox.items()).toEqual([])
})

test('an empty message is not sent', async () => {
  const { button, type } = await createComposer({}, OPEN_UNTIL)
  expect(button.disabled).toBe(true)
  type('  ')
  expect(button.disabled).toBe(true)
})
