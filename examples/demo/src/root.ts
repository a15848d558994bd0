import { fileURLToPath } from 'node:url'

/** The repository's root; every path of the demo starts here, wherever it was called from. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
