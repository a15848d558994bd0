import type { Uploads } from '../outbox/uploads'
import type { RestEnv } from '../rest/http'
import type { TokenSource } from '../rest/token-source'

/** What the client gives to whoever brings its files to the server. */
export interface UploadContext {
  env: RestEnv
  restUrl: string
  tokens: TokenSource
}

/** The option `uploads` of a client; made by `uploads()`. */
export interface UploadsPlugin {
  create(context: UploadContext): Uploads
}
