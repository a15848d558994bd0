/** Rejects where the work takes longer; `onLate` then takes care of what may still come. */
export function waitAtMost<Result>(maxMs: number, work: Promise<Result>, onLate: () => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      onLate()
      reject(new Error(`the database did not open within ${maxMs} ms`))
    }, maxMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
