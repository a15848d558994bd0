import type { PytakeError } from '../errors'

/** Whether what a live query shows has been fetched. */
export type LoadState =
  { status: 'loading'; error: null } | { status: 'ready'; error: null } | { status: 'error'; error: PytakeError }

export const LOADING: LoadState = { status: 'loading', error: null }
export const READY: LoadState = { status: 'ready', error: null }
