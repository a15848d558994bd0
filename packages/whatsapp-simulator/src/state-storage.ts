/** Where the simulator keeps what survives a restart. */
export interface StateStorage {
  /** The last text written, or undefined at the first start. */
  read(): Promise<string | undefined>
  /** Replaces the text as a whole: a crash leaves either the old or the new one. */
  write(text: string): Promise<void>
  readMedia(id: string): Promise<Uint8Array | undefined>
  writeMedia(id: string, bytes: Uint8Array): Promise<void>
  deleteMedia(id: string): Promise<void>
}

/** Keeps everything for the life of the process. */
export function memoryStorage(): StateStorage {
  const media = new Map<string, Uint8Array>()
  let text: string | undefined
  return {
    read: async () => text,
    write: async (next) => void (text = next),
    readMedia: async (id) => media.get(id),
    writeMedia: async (id, bytes) => void media.set(id, bytes),
    deleteMedia: async (id) => void media.delete(id),
  }
}
