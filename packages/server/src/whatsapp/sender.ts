import type { MessageError } from '@pytake/protocol'
import { assertNever } from '../domain/assert-never'
import type { OutboundFile, OutboundMessage, SendOutcome } from '../domain/ports'
import type { FileUpload } from './file-upload'
import { callGraph, type GraphAccess, type GraphAnswer } from './graph'
import { sendAnswer } from './payloads'
import { refusalOf, rejected } from './refusal'
import { sendRequest } from './send-request'

/** Sends one message once, after its file; never rejects and never repeats, whatever the outcome. */
export async function sendMessage(
  access: GraphAccess,
  phoneNumberId: string,
  outbound: OutboundMessage,
  upload: (file: OutboundFile) => Promise<FileUpload>,
  timeoutMs: number,
): Promise<SendOutcome> {
  const file = outbound.file === null ? null : await upload(outbound.file)
  if (file?.kind === 'rejected') return file
  const json = sendRequest(outbound, file?.id ?? null)
  if (json === null) return rejected(UNSUPPORTED)
  return outcomeOf(await callGraph(access, `/${encodeURIComponent(phoneNumberId)}/messages`, { json, timeoutMs }))
}

/**
 * What an answer says about the message. Everything that is neither a message id nor a definite refusal is `unknown`:
 * the Cloud API has no idempotency key, so a second try could be a second message.
 */
export function outcomeOf(answer: GraphAnswer): SendOutcome {
  switch (answer.kind) {
    case 'answered': {
      const [message] = sendAnswer.safeParse(answer.body).data?.messages ?? []
      if (message === undefined) return unknown('the answer names no message')
      return { kind: 'accepted', external_id: message.id, held: HELD.has(message.message_status ?? '') }
    }
    case 'refused':
      return refusalOf(answer)
    case 'unreachable':
      return rejected({ code: 'channel_unreachable', title: 'WhatsApp could not be reached', retryable: true })
    case 'lost':
      return unknown(answer.reason)
    default:
      return assertNever(answer)
  }
}

const HELD: ReadonlySet<string> = new Set(['held_for_quality_assessment', 'paused'])

const UNSUPPORTED: MessageError = {
  code: 'message_refused',
  title: 'This type of message cannot be sent to WhatsApp',
  retryable: false,
}

const unknown = (detail: string): SendOutcome => ({
  kind: 'unknown',
  error: {
    code: 'outcome_unknown',
    title: 'No answer from WhatsApp; the message may have been sent',
    detail,
    retryable: false,
  },
})
