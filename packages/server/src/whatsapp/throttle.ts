import * as z from 'zod/mini'

/** Longest pause that is believed; a wrong header must not silence a number for a day. */
export const MAX_RETRY_AFTER_MS = 3_600_000

/**
 * How long Meta asks to wait: `Retry-After` in seconds, or the minutes of `X-Business-Use-Case-Usage`; null where it
 * asks nothing.
 */
export function retryAfterMs(headers: Headers): number | null {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  const waits = [seconds * 1000, ...usageMinutes(headers).map((minutes) => minutes * 60_000)].filter((ms) => ms > 0)
  return waits.length === 0 ? null : Math.min(Math.max(...waits), MAX_RETRY_AFTER_MS)
}

/** By business id, a list of limits; `estimated_time_to_regain_access` is in minutes and 0 while nothing is throttled. */
const usage = z.record(z.string(), z.array(z.object({ estimated_time_to_regain_access: z.optional(z.number()) })))

function usageMinutes(headers: Headers): number[] {
  const header = headers.get('x-business-use-case-usage')
  if (header === null) return []
  try {
    const { data } = usage.safeParse(JSON.parse(header))
    return Object.values(data ?? {}).flatMap((limits) =>
      limits.flatMap(({ estimated_time_to_regain_access: minutes }) => minutes ?? []),
    )
  } catch {
    return []
  }
}
