import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lockfile } from './workshop'

/** Every package that an installation of the given ones brings along, themselves included and peers not. */
export function installedPackages(folder: string, names: readonly string[]): string[] {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as Lockfile
  const found = new Set<string>()
  const visit = (name: string, from: string) => {
    const nested = `${from}/node_modules/${name}`
    const path = packages[nested] === undefined ? `node_modules/${name}` : nested
    if (found.has(path)) return
    found.add(path)
    for (const dependency of Object.keys(packages[path]?.dependencies ?? {})) visit(dependency, path)
  }
  for (const name of names) visit(name, '')
  return [...found].map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)).toSorted()
}
