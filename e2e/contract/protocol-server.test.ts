import { afterAll } from 'vitest'
import { openSocket } from '../stack/plain-socket'
import { signToken, startStack, type Stack } from '../stack/stack'
import { describeProtocol, type Target } from './protocol.contract'

const PHONES: Record<string, string> = { João: '5511999990001', Maria: '5511999990002' }

let stack: Stack | undefined
afterAll(() => stack?.close())

describeProtocol('the real server', async (): Promise<Target> => {
  const running = await startStack()
  stack = running
  return {
    fetch: (path, init) => fetch(`${running.url}/api/v1${path}`, init),
    open: () => openSocket(running.socketUrl),
    token: signToken,
    customerWrites: async (name, text) => {
      await running.meta.phone(PHONES[name] ?? '', { name }).sends(text)
      await running.meta.idle()
    },
  }
})
