/** Ends a switch over a union: a member without its case is an error of the compiler. */
export function assertNever(value: never): never {
  throw new TypeError(`unable to continue; unexpected value ${JSON.stringify(value)}`)
}
