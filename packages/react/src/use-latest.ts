import { useEffect, useRef, type RefObject } from 'react'

/** A box that always holds the value of the last committed render, so that callbacks may change without effects. */
export function useLatest<Value>(value: Value): RefObject<Value> {
  const box = useRef(value)
  useEffect(() => {
    box.current = value
  })
  return box
}
