/** Holds up whoever waits for it until it is opened. */
export interface Gate {
  wait: () => Promise<void>
  open: () => void
}

export function closedGate(): Gate {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { wait: () => opened, open: () => open() }
}
