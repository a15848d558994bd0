import type { UploadProgress } from '../outbox/item'

/**
 * Sends requests with this file over XMLHttpRequest: nothing else tells how far an upload is. Null where there is none.
 */
export function xhrFetch(
  file: Blob,
  onProgress: (progress: UploadProgress) => void,
): ((request: Request) => Promise<Response>) | null {
  if (typeof XMLHttpRequest === 'undefined') return null
  return ({ method, url, headers, signal }) =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest()
      xhr.open(method, url)
      headers.forEach((value, name) => xhr.setRequestHeader(name, value))
      xhr.upload.onprogress = ({ loaded }) => onProgress({ loadedBytes: loaded, totalBytes: file.size })
      xhr.onload = () => resolve(new Response(xhr.responseText, { status: xhr.status, headers: headersOf(xhr) }))
      xhr.onerror = () => reject(new TypeError('the request failed'))
      xhr.onabort = () => reject(new TypeError('the request was aborted'))
      signal.addEventListener('abort', () => xhr.abort())
      if (signal.aborted) return reject(new TypeError('the request was aborted'))
      xhr.send(file)
    })
}

const headersOf = (xhr: XMLHttpRequest): [name: string, value: string][] =>
  xhr
    .getAllResponseHeaders()
    .split('\r\n')
    .filter((line) => line.includes(':'))
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
