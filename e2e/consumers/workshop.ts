import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './processes'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const PACKAGES = ['protocol', 'client', 'react', 'server', 'whatsapp-simulator'] as const

/** The projects with all they need installed, as strangers would have them, away from this repository. */
export interface Workshop {
  /** With every package of ours, and the newest of everybody else's. */
  newest: string
  /** With the packages for browsers alone, and React 18. */
  react18: string
  close(): void
}

const LATEST_REACT_18 = '18.3.1'
const TOOLS = ['react', 'react-dom', 'next', 'vite', 'esbuild', 'typescript']
const TYPES = ['@types/react', '@types/react-dom', '@types/node']

/** Packs what was built, and installs it twice. */
export async function createWorkshop(): Promise<Workshop> {
  const folder = mkdtempSync(join(tmpdir(), 'pytake-consumers-'))
  const close = () => rmSync(folder, { recursive: true, force: true })
  try {
    const workspaces = PACKAGES.flatMap((name) => ['--workspace', `@pytake/${name}`])
    await run('npm', ['pack', '--silent', '--pack-destination', folder, ...workspaces], { folder: ROOT })
    const locked = readLockedVersions()
    const newest = join(folder, 'newest')
    const react18 = join(folder, 'react-18')
    await install(newest, { ...tarballs(folder, PACKAGES), ...locked([...TOOLS, ...TYPES]) })
    useCompiledSqlite(newest)
    const react = { react: LATEST_REACT_18, 'react-dom': LATEST_REACT_18 }
    await install(react18, { ...tarballs(folder, ['protocol', 'client', 'react']), ...react, ...locked(['vite']) })
    return { newest, react18, close }
  } catch (error) {
    close()
    throw error
  }
}

async function install(folder: string, dependencies: Record<string, string>): Promise<void> {
  mkdirSync(folder)
  cpSync(fileURLToPath(new URL('./projects', import.meta.url)), folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--strict-peer-deps']
  await run('npm', ['install', ...flags], { folder })
}

const tarballs = (folder: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [`@pytake/${name}`, `file:${join(folder, `pytake-${name}-${VERSION}.tgz`)}`]))

const VERSION: string = JSON.parse(readFileSync(join(ROOT, 'packages/client/package.json'), 'utf8')).version

/** The versions of our own lockfile: `npm ci` has left them in npm's cache. */
function readLockedVersions(): (names: readonly string[]) => Record<string, string> {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lockfile
  return (names) => Object.fromEntries(names.map((name) => [name, packages[`node_modules/${name}`]?.version ?? '*']))
}

export interface Lockfile {
  packages: Record<string, { version?: string; dependencies?: Record<string, string>; peer?: boolean }>
}

/** Compiling SQLite takes more than a minute; `npm ci` did it for the same version. */
function useCompiledSqlite(folder: string): void {
  const binary = 'node_modules/better-sqlite3/build/Release/better_sqlite3.node'
  cpSync(join(ROOT, binary), join(folder, binary), { recursive: true })
}
