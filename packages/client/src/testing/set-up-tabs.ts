import { createClient } from '../client'
import type { ClientOptions } from '../client-api'
import { sharedTabs } from '../tabs'
import { createFakeBrowser } from './fake-browser'
import { FakeServer } from './fake-server'
import { VirtualEnv } from './virtual-env'

/** A server, and a browser in which one user opens tabs, each with its list and one chat on screen. */
export function setUpTabs(options: Partial<ClientOptions> = {}) {
  const env = new VirtualEnv()
  const server = new FakeServer(env)
  const browser = createFakeBrowser(env)
  server.log.seed({ id: 'c1' })

  const open = (own: Partial<ClientOptions> = {}) => {
    const tab = browser.openTab()
    const client = createClient({
      url: 'http://inbox.test',
      userId: 'agent-1',
      getToken: () => 'token-1',
      env: tab.env,
      tabs: sharedTabs(tab.port),
      ...options,
      ...own,
    })
    const chat = client.messages('c1')
    const heard: string[] = []
    chat.subscribe(() => undefined)
    client.conversations().subscribe(() => undefined)
    client.on('message_received', ({ content }) => heard.push(content))
    return {
      ...tab,
      client,
      heard,
      status: () => client.connection.getState().status,
      contents: () => chat.getSnapshot().items.map(({ content }) => content),
    }
  }
  /** Opens them one after another and connects each. */
  const openConnected = async (count: number, own?: Partial<ClientOptions>) => {
    const tabs: ReturnType<typeof open>[] = []
    for (let index = 0; index < count; index += 1) {
      const tab = open(own)
      tabs.push(tab)
      tab.client.connect().catch(() => undefined)
      await env.advance(50)
    }
    return tabs
  }
  return { env, server, browser, open, openConnected }
}

export type OpenTab = ReturnType<ReturnType<typeof setUpTabs>['open']>
