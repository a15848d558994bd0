import type { PytakeClient } from '@pytake/client'
import type { ServerFrame } from '@pytake/protocol'

/** A cursor of the test server, `<epoch>.<position>.<owner>`; only a checker may look in there. */
export interface Place {
  epoch: string
  position: number
}

export function placeOf(cursor: string): Place {
  const [epoch = '', position = ''] = cursor.split('.')
  return { epoch, position: Number(position) }
}

/** What one page was told of the log, kept as findings of the checkers that look at every step. */
export interface PageObserver {
  violations: string[]
  /** Where the page stands; null before the first word. */
  place(): Place | null
  /** How often it was told to begin anew. */
  resets(): number
}

/** @param isHidden whether a position is one that nobody is told of */
export function observePage(name: string, client: PytakeClient, isHidden: (place: Place) => boolean): PageObserver {
  const violations: string[] = []
  let place: Place | null = null
  let resets = 0
  client.on('message', (frame) => {
    const step = followFrame(name, place, frame, isHidden)
    place = step.place
    resets += step.isReset ? 1 : 0
    if (step.violation) violations.push(step.violation)
  })
  return { violations, place: () => place, resets: () => resets }
}

interface FrameStep {
  place: Place | null
  isReset: boolean
  violation: string | null
}

/** No silent gap, and never back: what a frame means for one who stands at a place. */
export function followFrame(
  name: string,
  place: Place | null,
  frame: ServerFrame,
  isHidden: (place: Place) => boolean,
): FrameStep {
  const same = (next: Place | null): FrameStep => ({ place: next, isReset: false, violation: null })
  if (frame.type === 'reset' || (frame.type === 'auth_ok' && !frame.resumed)) {
    return { place: placeOf(frame.cursor), isReset: true, violation: null }
  }
  if (frame.type === 'auth_ok' || !('cursor' in frame) || frame.cursor === undefined) return same(place)
  const next = placeOf(frame.cursor)
  if (place === null) return same(next)
  const violation =
    next.epoch !== place.epoch
      ? `cursor: ${name} went from epoch ${place.epoch} to ${next.epoch} without a reset`
      : leavesOut(place, next, isHidden)
        ? `no silent gap: ${name} got position ${next.position} after ${place.position} (${frame.type})`
        : null
  return { place: next.position > place.position ? next : place, isReset: false, violation }
}

/** A poll says nothing of positions without a frame, a socket tells each. */
function leavesOut(from: Place, to: Place, isHidden: (place: Place) => boolean): boolean {
  for (let position = from.position + 1; position < to.position; position += 1) {
    if (!isHidden({ ...to, position })) return true
  }
  return false
}
