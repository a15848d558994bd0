import type { Browser } from '@playwright/test'
import { freePort } from '../stack/ports'
import { checkEntries } from './entries'
import { installedPackages } from './footprint'
import { checkPage } from './pages'
import { run, start } from './processes'
import type { Workshop } from './workshop'

/** What the checks share. */
export interface Surroundings {
  workshop: Workshop
  browser: Browser
  /** Address of a server that was started from the packed packages. */
  api: string
}

/** Each resolves, with a remark if there is something to tell, or rejects. */
export const checks: Record<string, (surroundings: Surroundings) => Promise<string | void>> = {
  'few packages come along': async ({ workshop }) => checkFootprint(workshop.newest),
  'every entry, imported and required': ({ workshop }) => checkEntries(workshop.newest),
  'Node, ESM': ({ workshop, api }) => checkProgram(workshop.newest, 'node-esm/main.mjs', api),
  'Node, CommonJS': ({ workshop, api }) => checkProgram(workshop.newest, 'node-cjs/main.cjs', api),
  'TypeScript, nodenext': checkNodeNext,
  'TypeScript, bundler': checkBundler,
  'Vite, React 18': ({ workshop, browser, api }) => checkVite(workshop.react18, 'React 18', browser, api),
  'Vite, React 19': ({ workshop, browser, api }) => checkVite(workshop.newest, 'React 19', browser, api),
  'Next.js, App Router': checkNext,
}

const MAX_PACKAGES = 8

function checkFootprint(folder: string): string {
  const packages = installedPackages(folder, ['@pytake/client', '@pytake/react'])
  if (packages.length > MAX_PACKAGES) throw new Error(`${packages.length} packages: ${packages.join(', ')}`)
  return packages.join(', ')
}

async function checkProgram(folder: string, file: string, api: string): Promise<void> {
  const output = await run('node', [file], { folder, env: { API_URL: api } })
  if (output.trim() !== 'delivered') throw new Error(`${file} prints ${output}`)
}

async function checkNodeNext({ workshop: { newest }, api }: Surroundings): Promise<void> {
  await run('node_modules/.bin/tsc', ['--project', 'typescript/tsconfig.nodenext.json'], { folder: newest })
  await checkProgram(newest, 'typescript/out/esm.mjs', api)
  await checkProgram(newest, 'typescript/out/cjs.cjs', api)
}

async function checkBundler({ workshop: { newest }, api }: Surroundings): Promise<void> {
  await run('node_modules/.bin/tsc', ['--project', 'typescript/tsconfig.bundler.json'], { folder: newest })
  const flags = ['--bundle', '--platform=node', '--jsx=automatic', '--outfile=typescript/out/inbox.cjs']
  await run('node_modules/.bin/esbuild', ['typescript/inbox.tsx', ...flags, '--log-level=warning'], { folder: newest })
  await checkProgram(newest, 'typescript/out/inbox.cjs', api)
}

async function checkVite(folder: string, react: string, browser: Browser, api: string): Promise<void> {
  const output = await run('node_modules/.bin/vite', ['build', 'vite', '--base', './'], { folder })
  if (/warn|externalized/i.test(output)) throw new Error(output)
  const port = await freePort()
  const flags = ['preview', 'vite', '--host', 'localhost', '--port', String(port), '--strictPort']
  const site = await start('node_modules/.bin/vite', [...flags], /http:\/\/localhost:\d+/, { folder })
  try {
    await checkPage(browser, `http://localhost:${port}/?api=${encodeURIComponent(api)}`, react)
  } finally {
    await site.stop()
  }
}

async function checkNext({ workshop: { newest }, browser, api }: Surroundings): Promise<void> {
  const output = await run('node_modules/.bin/next', ['build', 'next'], { folder: newest })
  if (/warn/i.test(output)) throw new Error(output)
  const port = await freePort()
  const site = await start('node_modules/.bin/next', ['start', 'next', '--port', String(port)], /Ready in/, {
    folder: newest,
  })
  try {
    await checkPage(browser, `http://localhost:${port}/?api=${encodeURIComponent(api)}`, '1 from the server')
  } finally {
    await site.stop()
  }
}
