import { readFileSync } from 'node:fs'

const STYLE = 'text/css; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'

/** The static files of the phone page and the sample media; the build copies the folder next to the bundle. */
const ASSETS = {
  'phone.html': 'text/html; charset=utf-8',
  'base.css': STYLE,
  'phone.css': STYLE,
  'chat.css': STYLE,
  'contents.css': STYLE,
  'composer.css': STYLE,
  'sheet.css': STYLE,
  'attachments.js': SCRIPT,
  'phone.js': SCRIPT,
  'api.js': SCRIPT,
  'bubbles.js': SCRIPT,
  'composer.js': SCRIPT,
  'dom.js': SCRIPT,
  'drawer.js': SCRIPT,
  'switcher.js': SCRIPT,
  'texts.js': SCRIPT,
  'voice.js': SCRIPT,
  'sample-image.jpg': 'image/jpeg',
  'sample-voice.ogg': 'audio/ogg; codecs=opus',
} as const

export type AssetName = keyof typeof ASSETS

const cache = new Map<AssetName, Uint8Array<ArrayBuffer>>()

export function isAssetName(name: string): name is AssetName {
  return Object.hasOwn(ASSETS, name)
}

export function assetType(name: AssetName): string {
  return ASSETS[name]
}

export function readAsset(name: AssetName): Uint8Array<ArrayBuffer> {
  const known = cache.get(name)
  if (known) return known
  const bytes = new Uint8Array(readFileSync(new URL(`./page/${name}`, import.meta.url)))
  cache.set(name, bytes)
  return bytes
}
