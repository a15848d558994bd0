import type { MessageError } from '@pytake/protocol'
import { chunksOf } from '../domain/chunks'
import { isServerError } from '../domain/errors'
import type { OutboundFile, SendOutcome } from '../domain/ports'
import { withDeadline } from './deadline'
import { graphType } from './file-rules'
import { callGraph, type GraphAccess, type GraphAnswer } from './graph'
import { uploadAnswer } from './payloads'
import { refusalOf } from './refusal'

/** Longest that bringing one file to Meta may take, with waiting for its turn. */
export const FILE_TIMEOUT_MS = 90_000
const UPLOAD_TIMEOUT_MS = 60_000
/** Files held in memory at once: Meta wants a length, and a form has one only where its parts are whole. */
const MAX_FILES_AT_ONCE = 2

/** A file at Meta, or why it is not there. Whatever went wrong, nothing was sent. */
export type FileUpload = { kind: 'uploaded'; id: string } | Extract<SendOutcome, { kind: 'rejected' }>

/** Brings files to Meta, a few at a time. An upload may be repeated, so an answer that was lost is no mystery here. */
export function createFileUploader(
  access: GraphAccess,
  phoneNumberId: string,
): (file: OutboundFile) => Promise<FileUpload> {
  const inTurn = createTurns(MAX_FILES_AT_ONCE)
  const path = `/${encodeURIComponent(phoneNumberId)}/media`
  return async (file) => {
    try {
      const answer = await withDeadline(access.env, FILE_TIMEOUT_MS, (signal) =>
        inTurn(async () => {
          // Its message has been put off while it waited.
          signal.throwIfAborted()
          return callGraph(access, path, { form: await formOf(file), timeoutMs: UPLOAD_TIMEOUT_MS })
        }),
      )
      return readAnswer(answer)
    } catch (error) {
      return notUploaded(isServerError(error, 'not_found') ? FILE_GONE : NOT_TAKEN)
    }
  }
}

async function formOf({ media, read }: OutboundFile): Promise<FormData> {
  const type = graphType(media.mime_type)
  const chunks: Uint8Array<ArrayBuffer>[] = []
  for await (const chunk of chunksOf(await read())) chunks.push(new Uint8Array(chunk))
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('type', type)
  form.set('file', new Blob(chunks, { type }), media.filename ?? media.id)
  return form
}

function readAnswer(answer: GraphAnswer): FileUpload {
  if (answer.kind === 'answered') {
    const { data } = uploadAnswer.safeParse(answer.body)
    return data === undefined ? notUploaded(NOT_TAKEN) : { kind: 'uploaded', id: data.id }
  }
  if (answer.kind !== 'refused') return notUploaded(NOT_TAKEN)
  const refusal = refusalOf(answer)
  return refusal.kind === 'rejected' ? refusal : notUploaded({ ...refusal.error, retryable: true })
}

const notUploaded = (error: MessageError): FileUpload => ({ kind: 'rejected', error, retryAfterMs: null })

const NOT_TAKEN: MessageError = {
  code: 'channel_unreachable',
  title: 'The file could not be brought to WhatsApp',
  retryable: true,
}

const FILE_GONE: MessageError = { code: 'media_missing', title: 'The file is no longer there', retryable: false }

/** Runs at most so many tasks at once, in the order they came. */
function createTurns(limit: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return async <Result>(task: () => Promise<Result>): Promise<Result> => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
