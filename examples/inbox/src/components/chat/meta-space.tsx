/** Keeps the last line of a text clear of the time and tick that stand in the bubble's corner. */
export function MetaSpace({ isOurs }: { isOurs: boolean }) {
  return <span aria-hidden className={isOurs ? 'inline-block w-16' : 'inline-block w-11'} />
}
