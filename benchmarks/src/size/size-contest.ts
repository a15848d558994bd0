import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { FLOOR, ours, PEERS } from './contestants'
import { installPeers } from './peers'
import { weigh, type Weight } from './weigh'

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const TITLE = 'Browser bundles, minified and compressed'

/**
 * What a page downloads for a live chat. Sizes do not vary, so there are no rounds; the table also goes to
 * docs/performance.md and, as JSON, to artifacts.
 */
export async function runSizeContest(): Promise<string> {
  const weights = [
    ...(await Promise.all([FLOOR, ...ours(plugins())].map((contestant) => weigh(contestant, root('benchmarks'))))),
    ...(await weighPeers()),
  ]
  mkdirSync(root('artifacts'), { recursive: true })
  writeFileSync(root('artifacts/bench-size.json'), `${JSON.stringify(weights, null, 2)}\n`)
  const table = toTable(weights)
  await writeSection(root('docs/performance.md'), table)
  return `## ${TITLE}\n\n${table}`
}

async function weighPeers(): Promise<Weight[]> {
  const folder = await installPeers()
  const weights = await Promise.all(PEERS.map((peer) => weigh(peer, folder)))
  return weights.toSorted((a, b) => a.gzipBytes - b.gzipBytes)
}

/** Entries that add to the core; tools and test kits are not part of a page. */
const PLUGINS = ['indexed-db', 'tabs', 'uploads']

function plugins(): string[] {
  const { exports } = JSON.parse(readFileSync(root('packages/client/package.json'), 'utf8')) as { exports: object }
  return PLUGINS.filter((name) => `./${name}` in exports)
}

function toTable(weights: readonly Weight[]): string {
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`
  const core = weights[1]?.gzipBytes ?? NaN
  const rows = weights.map(({ name, gzipBytes, brotliBytes }) => {
    const ratio = (gzipBytes / core).toFixed(2)
    return `| ${name} | ${kilobytes(gzipBytes)} | ${kilobytes(brotliBytes)} | ${ratio} |`
  })
  return ['| bundle | gzip | brotli | × our core |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

const BEGIN = '<!-- written by npm run bench -- size -->'
const END = '<!-- end -->'

async function writeSection(path: string, table: string): Promise<void> {
  const text = readFileSync(path, 'utf8')
  const from = text.indexOf(BEGIN) + BEGIN.length
  const to = text.indexOf(END, from)
  if (from < BEGIN.length || to < 0) throw new Error(`unable to write the table; ${path} has no place for it`)
  const written = `${text.slice(0, from)}\n\n${table}\n\n${text.slice(to)}`
  writeFileSync(path, await format(written, { ...(await resolveConfig(path)), filepath: path }))
}
