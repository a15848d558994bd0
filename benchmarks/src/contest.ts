/** One way to do a thing; each lives in a file of its own, so that a peer or a new idea is one file more. */
export interface Contestant {
  name: string
  /** Runs once and answers the figure in `unit`; smaller is better. */
  run(): Promise<number>
}

export interface Contest {
  title: string
  unit: 'ms' | 'bytes'
  /** Ratios are against the first contestant, the floor. */
  contestants: readonly [Contestant, ...Contestant[]]
}

/** Contestants run in turn, A B C A B C, so that a machine that slows down slows all of them. */
export async function runContest({ title, unit, contestants }: Contest, rounds: number): Promise<string> {
  const figures = contestants.map(() => [] as number[])
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) figures[index]?.push(await contestant.run())
  }
  const floor = median(figures[0] ?? [])
  const rows = contestants.map(({ name }, index) => {
    const values = figures[index] ?? []
    const range = `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`
    return `| ${name} | ${median(values).toFixed(0)} ${unit} | ${range} | ${(median(values) / floor).toFixed(2)} |`
  })
  return [
    `## ${title} (${rounds} rounds)`,
    '',
    '| contestant | median | min–max | × floor |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}
