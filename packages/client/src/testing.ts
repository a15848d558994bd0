export type { Behaviour } from './testing/fake-behaviour'
export type { FakeLog } from './testing/fake-log'
export type { TokenClaims } from './testing/fake-principals'
export { mswHandlers } from './testing/msw-handlers'
export type { MswHttp } from './testing/msw-handlers'
export type { Heal, TestBehaviours } from './testing/test-behaviours'
export { createTestServer } from './testing/test-server'
export type {
  TestClientOptions,
  TestConversation,
  TestPage,
  TestServer,
  TestServerOptions,
} from './testing/test-server'
