/** A bundle of the contest: what a page imports to have a live chat. A peer or a new idea is one entry more. */
export interface SizeContestant {
  name: string
  code: string
  /** True where what `import()` brings later is counted too. */
  withLazy?: boolean
}

export const FLOOR: SizeContestant = {
  name: 'floor: our schemas, eventemitter3, idb',
  code: `
    export { serverFrames, eventPage, conversation, message } from '@pytake/protocol'
    export { EventEmitter } from 'eventemitter3'
    export { openDB } from 'idb'`,
}

const CLIENT = `export { createClient, isPytakeError } from '@pytake/client'`
const HOOKS = `export * from '@pytake/react'`

/** @param plugins entries of the client that exist, such as `indexed-db` */
export const ours = (plugins: readonly string[]): SizeContestant[] => {
  const everything = [CLIENT, ...plugins.map((name) => `export * from '@pytake/client/${name}'`)].join('\n')
  return [
    { name: '@pytake/client', code: CLIENT },
    { name: `@pytake/client with ${plugins.join(', ')} and all that loads later`, code: everything, withLazy: true },
    { name: '@pytake/client and every hook of @pytake/react', code: `${CLIENT}\n${HOOKS}` },
  ]
}

/** The part of each that a chat needs, as its guide imports it. */
export const PEERS: SizeContestant[] = [
  { name: 'socket.io-client (a socket alone)', code: `export { io } from 'socket.io-client'` },
  { name: 'centrifuge (a socket alone)', code: `export { Centrifuge } from 'centrifuge'` },
  { name: '@liveblocks/client', code: `export { createClient } from '@liveblocks/client'` },
  { name: '@ably/chat', code: `export { ChatClient } from '@ably/chat'\nexport { Realtime } from 'ably'` },
  { name: 'stream-chat', code: `export { StreamChat } from 'stream-chat'` },
  { name: '@twilio/conversations', code: `export { Client } from '@twilio/conversations'` },
  {
    name: '@sendbird/chat',
    code: `export { default } from '@sendbird/chat'\nexport { GroupChannelModule } from '@sendbird/chat/groupChannel'`,
  },
  { name: 'matrix-js-sdk', code: `export { createClient } from 'matrix-js-sdk'` },
]
