/** Times of the latest frames, oldest first. */
export type FrameTimes = readonly number[]

/** Notes one more frame; null when there were already `maxFrames` within the window before it. */
export function countFrame(
  times: FrameTimes,
  nowMs: number,
  limits: { maxClientFrames: number; clientFramesWindowMs: number },
): FrameTimes | null {
  const recent = times.filter((time) => time > nowMs - limits.clientFramesWindowMs)
  return recent.length >= limits.maxClientFrames ? null : [...recent, nowMs]
}
