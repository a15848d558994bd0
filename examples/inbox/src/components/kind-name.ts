import type { Words } from '../words/catalogue'

/** A kind of message in words; a newer server may know one that this page does not. */
export function kindName(type: string, { kinds }: Words): string {
  return isKind(type, kinds) ? kinds[type] : kinds.unsupported
}

const isKind = (type: string, kinds: Words['kinds']): type is keyof Words['kinds'] => Object.hasOwn(kinds, type)
