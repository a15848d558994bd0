import { assetType, readAsset } from './assets'
import type { MediaFile } from './media'

/** A small photo: JPEG, 800 × 600. */
export function sampleImage(): MediaFile {
  return { bytes: readAsset('sample-image.jpg'), mimeType: assetType('sample-image.jpg') }
}

/** A short voice note: OGG with Opus, 2.6 seconds. */
export function sampleVoice(): MediaFile {
  return { bytes: readAsset('sample-voice.ogg'), mimeType: assetType('sample-voice.ogg') }
}
