import { extraRouteAnswers, MAX_UPLOAD_BYTES } from '@pytake/protocol'
import { failure } from './errors'
import type { Uploads } from './outbox/uploads'
import { createFetchHttp } from './rest/fetch-http'
import type { UploadContext, UploadsPlugin } from './uploads/plugin'
import { xhrFetch } from './uploads/xhr-env'

export type { UploadsPlugin } from './uploads/plugin'

/** Beyond the usual time for an answer: a file of 100 MiB over a slow line. */
const UPLOAD_TIMEOUT_MS = 600_000
const ACTION = 'upload the file'

/**
 * Lets messages carry files. They lie in the outbox with their message, are uploaded when its turn comes, and begin anew
 * after a reload; `discard` cancels. How far each is stands in `upload` of its outbox item and of its message on screen.
 *
 * @example
 * const client = createClient({ userId, getToken, storage, uploads: uploads() })
 * await client.send(conversationId, { content: 'A nota fiscal', message_type: 'document', file })
 */
export function uploads(): UploadsPlugin {
  return { create: createUploads }
}

function createUploads({ env, restUrl, tokens }: UploadContext): Uploads {
  return {
    upload: async ({ file }, onProgress, signal) => {
      if (!file) throw failure(ACTION, 'not_found')
      if (file.size > MAX_UPLOAD_BYTES) throw failure(ACTION, 'payload_too_large')
      const totalBytes = file.size
      onProgress({ loadedBytes: 0, totalBytes })
      const send = xhrFetch(file, onProgress) ?? ((request: Request) => env.fetch(request))
      const http = createFetchHttp(
        { now: () => env.now(), setTimer: (delayMs, task) => env.setTimer(delayMs, task), fetch: send },
        restUrl,
        tokens,
      )
      const input = { file, query: { filename: nameOf(file) }, signal, waitMs: UPLOAD_TIMEOUT_MS }
      const { data } = await http.json(extraRouteAnswers.uploadMedia, input)
      onProgress({ loadedBytes: totalBytes, totalBytes })
      return data.id
    },
  }
}

const nameOf = (file: Blob): string | undefined =>
  'name' in file && typeof file.name === 'string' && file.name !== '' ? file.name : undefined
