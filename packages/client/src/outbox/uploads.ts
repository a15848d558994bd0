import type { OutboxItem, UploadProgress } from './item'

/** Brings the file of a message to the server before the message itself is sent. */
export interface Uploads {
  /** Resolves with the id of the stored file. `signal` cancels. */
  upload(item: OutboxItem, onProgress: (progress: UploadProgress) => void, signal: AbortSignal): Promise<string>
}
