import type { ServerFrame } from '@pytake/protocol'
import { readServerFrame } from '@pytake/protocol'

/** What one message of the socket held. */
export interface ReadFrames {
  frames: ServerFrame[]
  /** Why something in it could not be read. */
  faults: string[]
}

/** Reads one text message: a frame, or an array of them. A type from the future still moves the cursor. */
export function readFrames(text: string): ReadFrames {
  const read: ReadFrames = { frames: [], faults: [] }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { frames: [], faults: ['not JSON'] }
  }
  for (const item of Array.isArray(value) ? value : [value]) readInto(read, item)
  return read
}

/** Reads frames that are decoded already, as a poll brings them. */
export function readFrameValues(values: readonly unknown[]): ReadFrames {
  const read: ReadFrames = { frames: [], faults: [] }
  for (const value of values) readInto(read, value)
  return read
}

function readInto(read: ReadFrames, value: unknown): void {
  const reading = readServerFrame(value)
  if (reading.kind === 'frame') read.frames.push(reading.frame)
  else if (reading.kind === 'invalid') {
    read.faults.push(reading.reason)
    // An event we cannot read changed something we hold: loading anew is the only way to know what.
    if (reading.cursor !== null) read.frames.push({ type: 'reset', reason: 'event_unreadable', cursor: reading.cursor })
  } else if (reading.cursor !== null) read.frames.push({ type: 'progress', cursor: reading.cursor })
}
