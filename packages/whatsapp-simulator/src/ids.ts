import { createHash } from 'node:crypto'

/** Where the bytes of new ids come from: each call yields different ones. */
export type IdSource = (sizeBytes: number) => Uint8Array

/** Ids that repeat with the seed; `issue` must count on across restarts, or a restarted simulator would issue known ids again. */
export function seededIds(seed: string | number, issue: () => number): IdSource {
  return (sizeBytes) => createHash('sha256').update(`${seed}:${issue()}`).digest().subarray(0, sizeBytes)
}

/** `wamid.` + base64 of the fields seen in real ids: the other party's digits and ten bytes of their own. */
export function messageId(ids: IdSource, waId: string, direction: 'inbound' | 'outbound'): string {
  const own = Buffer.from(ids(10)).toString('hex').toUpperCase()
  const marker = direction === 'inbound' ? 0x12 : 0x11
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, waId.length]),
    Buffer.from(waId, 'latin1'),
    Buffer.from([0x15, 0x02, 0x00, marker, 0x18, own.length]),
    Buffer.from(own, 'latin1'),
    Buffer.from([0x00]),
  ])
  return `wamid.${bytes.toString('base64')}`
}

/** A Graph node id: a string of 16 digits. */
export function nodeId(ids: IdSource): string {
  const span = 9_000_000_000_000_000n
  return (1_000_000_000_000_000n + (Buffer.from(ids(8)).readBigUInt64BE() % span)).toString()
}

/** `A` + 22 characters. */
export function traceId(ids: IdSource): string {
  return `A${token(ids, 17).slice(0, 22)}`
}

export function token(ids: IdSource, sizeBytes: number): string {
  return Buffer.from(ids(sizeBytes)).toString('base64url')
}
