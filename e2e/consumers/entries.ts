import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './processes'
import { PACKAGES } from './workshop'

/** Each entry of each package, by `import` and by `require`, in Node: both must give the same names. */
export async function checkEntries(folder: string): Promise<string> {
  const entries = PACKAGES.flatMap((name) => entriesOf(folder, `@pytake/${name}`))
  const output = await run('node', ['--input-type=module', '--eval', PROGRAM, ...entries], { folder })
  return `${entries.length} entries${output.trim()}`
}

function entriesOf(folder: string, name: string): string[] {
  const { exports } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as {
    exports: Record<string, unknown>
  }
  return Object.keys(exports)
    .filter((key) => key !== './package.json')
    .map((key) => `${name}${key.slice(1)}`)
}

const PROGRAM = `
import { createRequire } from 'node:module'
const require = createRequire(process.cwd() + '/')
for (const entry of process.argv.slice(1)) {
  const [module, common] = [Object.keys(await import(entry)), Object.keys(require(entry))]
  const names = (keys) => keys.filter((key) => key !== '__esModule' && key !== 'default').sort().join()
  if (names(module) !== names(common)) throw new Error(entry + ': ' + names(module) + ' / ' + names(common))
  if (module.includes('default') || names(module) === '') throw new Error(entry + ': ' + module.join())
}
`
