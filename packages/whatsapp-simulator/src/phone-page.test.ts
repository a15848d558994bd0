import { readFile, readdir } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { simulate } from './testing/simulation'

const folder = new URL('./page/', import.meta.url)
const read = (name: string) => readFile(new URL(name, folder), 'utf8')

/** The texts of the page in the language a browser asks for. */
async function textsFor(language: string): Promise<unknown> {
  vi.stubGlobal('navigator', { language, languages: [language] })
  vi.resetModules()
  const module: unknown = await import(/* @vite-ignore */ new URL('texts.js', folder).href)
  vi.unstubAllGlobals()
  return z.object({ texts: z.looseObject({}) }).parse(module).texts
}

function keysOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, keysOf(inner)]))
}

test('every file of the page is served, with a policy that allows no foreign source', async () => {
  const { simulator } = await simulate()
  for (const name of await readdir(folder)) {
    const response = await simulator.fetch(new Request(`${simulator.phoneUrl}/${name}`))
    expect([name, response.status]).toEqual([name, 200])
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
  }
  const root = await simulator.fetch(new Request(simulator.url))
  expect([root.status, root.headers.get('location')]).toEqual([302, '/phone'])
  expect((await simulator.fetch(new Request(simulator.phoneUrl))).headers.get('content-type')).toContain('text/html')
  expect((await simulator.fetch(new Request(`${simulator.phoneUrl}/other.js`))).status).toBe(404)
})

test('both languages say the same things', async () => {
  const english = await textsFor('en-GB')
  const portuguese = await textsFor('pt-PT')
  expect(portuguese).not.toEqual(english)
  expect(keysOf(portuguese)).toEqual(keysOf(english))
})

test('every label of the page has a text', async () => {
  const texts = z.record(z.string(), z.unknown()).parse(await textsFor('en'))
  const html = await read('phone.html')
  const names = [...html.matchAll(/data-(?:text|label)="(\w+)"/g)].map((match) => match[1] ?? '')
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => typeof texts[name] !== 'string')).toEqual([])
})

test('no script builds markup from data', async () => {
  for (const name of await readdir(folder)) {
    if (name.endsWith('.js'))
      expect(await read(name)).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/)
  }
})
