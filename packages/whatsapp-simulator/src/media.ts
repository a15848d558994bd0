import { createHash } from 'node:crypto'
import { nodeId, token, type IdSource } from './ids'
import { MAX_MEDIA, type StoredMedia } from './state'
import type { StateStorage } from './state-storage'
import type { Store } from './store'

/** Meta's download addresses die after five minutes. */
export const DOWNLOAD_VALID_MS = 5 * 60 * 1_000

/** A file and what it says it is. */
export interface MediaFile {
  bytes: Uint8Array
  mimeType: string
}

interface MediaParts {
  ids: IdSource
  store: Store
  storage: StateStorage
  windowNow: () => number
}

/** Uploaded and received media under their ids; the oldest are forgotten beyond a bound, as Meta forgets them by age. */
export class Media {
  readonly #parts: MediaParts

  constructor(parts: MediaParts) {
    this.#parts = parts
  }

  /** An id for a file that is still on its way. */
  reserve(): string {
    return nodeId(this.#parts.ids)
  }

  async add(file: MediaFile, id = this.reserve()): Promise<StoredMedia> {
    const { store, storage } = this.#parts
    const media: StoredMedia = {
      id,
      mimeType: file.mimeType,
      sha256: createHash('sha256').update(file.bytes).digest('hex'),
      sizeBytes: file.bytes.byteLength,
    }
    await storage.writeMedia(id, file.bytes)
    store.state.media.push(media)
    const forgotten = store.state.media.splice(0, Math.max(0, store.state.media.length - MAX_MEDIA))
    store.changed()
    for (const { id: oldId } of forgotten) await storage.deleteMedia(oldId)
    return media
  }

  find(id: string): StoredMedia | undefined {
    return this.#parts.store.state.media.find((media) => media.id === id)
  }

  async bytes(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = await this.#parts.storage.readMedia(id)
    return bytes && new Uint8Array(bytes)
  }

  /** The secret part of a download address, good for five minutes. */
  issueDownloadKey(media: StoredMedia): string {
    const key = token(this.#parts.ids, 24)
    media.download = { key, expiresAtMs: this.#parts.windowNow() + DOWNLOAD_VALID_MS }
    this.#parts.store.changed()
    return key
  }

  isDownloadable(media: StoredMedia, key: string): boolean {
    const { download } = media
    return download !== undefined && download.key === key && download.expiresAtMs > this.#parts.windowNow()
  }

  async remove(media: StoredMedia): Promise<void> {
    const all = this.#parts.store.state.media
    all.splice(all.indexOf(media), 1)
    this.#parts.store.changed()
    await this.#parts.storage.deleteMedia(media.id)
  }
}
