import { act } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { createWorld } from './testing/world'
import { useMediaLink } from './use-media-link'

const link = (url: string) => ({ url, expires_at: '2026-01-15T10:10:00.000Z' })

test('an address is fetched for each file, and an old one never shows for a new file', async () => {
  const { render, client } = createWorld()
  vi.spyOn(client, 'mediaLink').mockImplementation(async (id) => link(`https://files.test/${id}`))
  const start: { id: string | null } = { id: null }
  const { result, rerender } = render(({ id }) => useMediaLink(id), {
    initialProps: start,
  })
  expect(client.mediaLink).not.toHaveBeenCalled()
  rerender({ id: 'a' })
  await act(async () => {})
  expect(result.current.url).toBe('https://files.test/a')
  rerender({ id: 'b' })
  expect(result.current).toMatchObject({ status: 'loading', url: null })
  await act(async () => {})
  expect(result.current.url).toBe('https://files.test/b')
})

test('a failure is a state, and asking again may succeed', async () => {
  const { render, client } = createWorld()
  const mediaLink = vi.spyOn(client, 'mediaLink').mockRejectedValue(new Error('gone'))
  const { result } = render(() => useMediaLink('a'))
  await act(async () => {})
  expect(result.current.status).toBe('error')
  mediaLink.mockResolvedValue(link('https://files.test/a'))
  act(() => result.current.refresh())
  await act(async () => {})
  expect(result.current).toMatchObject({ status: 'ready', url: 'https://files.test/a' })
})
