import { expect, test } from 'vitest'
import * as entry from './index'

test('the public names are these and no others', () => {
  expect(Object.keys(entry).toSorted()).toEqual([
    'PytakeProvider',
    'useAgents',
    'useClient',
    'useComposerProps',
    'useConnection',
    'useConversation',
    'useConversationIds',
    'useConversationList',
    'useConversations',
    'useCounts',
    'useDraft',
    'useErrorReset',
    'useMediaLink',
    'useMessages',
    'useOutbox',
    'usePresence',
    'useReplyWindow',
    'useSelector',
    'useSendMessage',
    'useSuspenseAgents',
    'useSuspenseConversation',
    'useSuspenseConversationList',
    'useSuspenseCounts',
    'useSuspenseMessages',
    'useTyping',
    'useUnread',
    'useViewers',
    'useWebSocket',
  ])
})
