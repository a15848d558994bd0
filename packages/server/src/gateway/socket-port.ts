/**
 * One open socket as the gateway sees it. The real one stands on `ws`; a simulated network brings its own.
 *
 * Calls on a socket that is closing or closed do nothing and never throw. Each subscription returns its unsubscribe.
 */
export interface ServerSocket {
  /** Queues one text message; see {@link ServerSocket.bufferedBytes} for how far the peer lags behind. */
  send(text: string): void
  /** Starts the closing handshake; `reason` is at most 123 bytes. */
  close(code: number, reason: string): void
  /** Drops the connection at once, for peers that no longer answer. */
  terminate(): void
  /** Protocol ping; the peer answers by itself. */
  ping(): void
  /** Bytes accepted by `send` that have not left this process. */
  readonly bufferedBytes: number
  onMessage(listener: (text: string) => void): () => void
  /** Called once, when the connection is gone for good. */
  onClose(listener: (code: number) => void): () => void
  onPong(listener: () => void): () => void
}

/** What is known of a connection before it says anything. */
export interface ConnectionInfo {
  /** The client's address; null where it is not known, and so not counted. */
  ip: string | null
  origin: string | null
}
