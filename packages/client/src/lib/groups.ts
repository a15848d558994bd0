/** Sets by key; an empty one takes no room. */
export interface Groups<Item> {
  of(key: string): Iterable<Item>
  add(key: string, item: Item): void
  remove(key: string, item: Item): void
  all(): Item[]
}

export function createGroups<Item>(): Groups<Item> {
  const groups = new Map<string, Set<Item>>()
  return {
    of: (key) => groups.get(key) ?? [],
    add: (key, item) => {
      groups.set(key, (groups.get(key) ?? new Set()).add(item))
    },
    remove: (key, item) => {
      const group = groups.get(key)
      if (group?.delete(item) && group.size === 0) groups.delete(key)
    },
    all: () => [...groups.values()].flatMap((group) => [...group]),
  }
}
