export interface PixelSize {
  width: number
  height: number
}

/** WhatsApp's phones show an unknown picture as a landscape; a wrong guess only costs a crop. */
const GUESS: PixelSize = { width: 4, height: 3 }
/** Panoramas and long screenshots are cropped in the chat; the opened picture is whole. */
const WIDEST = 2
const TALLEST = 0.75

/**
 * The size at which a picture stands in the chat: as wide as allowed, never taller than 4:3 upright, never enlarged
 * beyond a useful minimum.
 *
 * @param maxWidth in CSS pixels
 * @example
 * photoSize({ width: 1600, height: 1200 }, 320) // { width: 320, height: 240 }
 */
export function photoSize(
  of: { width?: number | undefined; height?: number | undefined },
  maxWidth: number,
): PixelSize {
  const known = of.width !== undefined && of.height !== undefined && of.width > 0 && of.height > 0
  const { width, height } = known ? { width: of.width ?? 0, height: of.height ?? 0 } : GUESS
  const ratio = Math.min(WIDEST, Math.max(TALLEST, width / height))
  const shownWidth = known ? Math.min(maxWidth, Math.max(width, maxWidth / 2)) : maxWidth
  return { width: Math.round(shownWidth), height: Math.round(shownWidth / ratio) }
}
