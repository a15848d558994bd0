import { useEffect, useState } from 'react'
import { setTimer } from './env'

/** The value as it was when it last rested for the delay; an empty string, a search taken back, counts at once. */
export function useDebounced(value: string, delayMs: number): string {
  const [rested, setRested] = useState(value)
  // Without this, the first letter after an emptied search would bring back the old one for a moment.
  if (value === '' && rested !== '') setRested('')
  useEffect(() => setTimer(delayMs, () => setRested(value)), [value, delayMs])
  return value === '' ? '' : rested
}
