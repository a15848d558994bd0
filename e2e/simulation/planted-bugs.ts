/** A mistake that somebody could make in the client; the text must occur in the file exactly once. */
export interface PlantedBug {
  name: string
  /** Below `packages/client/src`. */
  file: string
  find: string
  replace: string
}

/** The simulation finds each of these, or it cannot see. They are put into a copy in memory, never into a file. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'the socket resumes one position too far',
    file: 'sync/sync.ts',
    find: 'firstRead()\n      return basis.cursor()',
    replace:
      'firstRead()\n      return basis.cursor()?.replace(/(?<=\\.)\\d+/, (digits) => String(Number(digits) + 1)) ?? null',
  },
  {
    name: 'a conversation is taken whatever its version',
    file: 'store/reduce.ts',
    find: 'const base = incoming.version > held.version ? incoming : held',
    replace: 'const base = incoming',
  },
  {
    name: 'a message is taken whatever its version',
    file: 'store/reduce.ts',
    find: 'held === undefined || incoming.version > held.version ? confirmedItem(incoming) : held',
    replace: 'confirmedItem(incoming)',
  },
  {
    name: 'a late status undoes a newer one',
    file: 'store/reduce.ts',
    find: 'if (change.version <= held.version) return held',
    replace: '',
  },
  {
    name: 'events during a fetch are forgotten',
    file: 'store/timeline.ts',
    find: 'parked.forEach(applyNow)',
    replace: '',
  },
  {
    name: 'what was read before a reset still counts',
    file: 'sync/basis.ts',
    find: 'if (epoch !== begun) return false',
    replace: '',
  },
  {
    name: 'a list that was read moves the cursor',
    file: 'sync/basis.ts',
    find: 'cursor ??= data.eventCursor',
    replace: 'cursor = data.eventCursor ?? cursor',
  },
  {
    name: 'a poll leaves out its first event',
    file: 'sync/sync.ts',
    find: 'readFrameValues(page.events)',
    replace: 'readFrameValues(page.events.slice(1))',
  },
  {
    name: 'a session that was not resumed passes for one that was',
    file: 'sync/sync.ts',
    find: "if (!frame.resumed) return rebase(frame.cursor, 'not_resumed')",
    replace: '',
  },
  {
    name: 'the outbox does not wait for the message before',
    file: 'outbox/plan.ts',
    find: "state.status === 'failed' || seen.has(conversation_id)",
    replace: "state.status === 'failed'",
  },
  {
    name: 'each try has another client_message_id',
    file: 'outbox/outbox.ts',
    find: 'await options.send(conversation_id, body)',
    replace: 'await options.send(conversation_id, { ...body, client_message_id: newId() })',
  },
  {
    name: 'what an earlier page left behind is not sent',
    file: 'outbox/outbox.ts',
    find: 'change([...left, ...items.map(',
    replace: 'change([...items.map(',
  },
  {
    name: 'the confirmed message has another key than the one on its way',
    file: 'store/reduce.ts',
    find: 'key: message.client_message_id ?? message.id',
    replace: 'key: message.id',
  },
  {
    name: 'totals do not follow what happens',
    file: 'sync/frame-intake.ts',
    find: "if (frame.type !== 'message_status_updated' && frame.type !== 'message_updated') onConversationChange()",
    replace: '',
  },
  {
    name: 'a socket that does not answer is kept',
    file: 'connection/machine.ts',
    find: 'if (state.pong && lastHeardAtMs < state.pong.sentAtMs) {',
    replace: 'if (state.pong && lastHeardAtMs < 0) {',
  },
  {
    name: 'what failed to load is not tried again',
    file: 'sync/query-core.ts',
    find: 'if (failed?.retryable === true) refreshIfWatched()',
    replace: '',
  },
]
