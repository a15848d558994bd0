import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** All chance of one run: the same seed gives the same run, to the byte. */
export interface Random {
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
  /** True in `percent` of 100 calls. */
  chance(percent: number): boolean
  pick<Item>(items: readonly Item[]): Item
  bytes(length: number): Uint8Array
}

export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  const int = (min: number, max: number) => uniformInt(generator, min, max)
  return {
    int,
    chance: (percent) => int(1, 100) <= percent,
    pick(items) {
      const item = items[int(0, items.length - 1)]
      if (item === undefined) throw new Error('unable to pick; the list is empty')
      return item
    },
    bytes: (length) => Uint8Array.from({ length }, () => int(0, 255)),
  }
}
