import type { SimulatorEnv } from './env'
import type { Faults } from './faults'
import type { IdSource } from './ids'
import type { Log } from './log'
import type { Media } from './media'
import type { Statuses } from './statuses'
import type { Store } from './store'
import type { BusinessIdentity } from './webhooks/payload'
import type { WebhookPoster } from './webhooks/poster'

/** The parts of one running simulator that its two faces, Graph API and phones, work on. */
export interface SimulatorCore {
  env: SimulatorEnv
  store: Store
  ids: IdSource
  log: Log
  faults: Faults
  business: BusinessIdentity
  accessToken: string
  webhooks: WebhookPoster
  statuses: Statuses
  media: Media
  /** Real time plus what the tester jumped: windows and download addresses expire by it. */
  windowNow(): number
}
