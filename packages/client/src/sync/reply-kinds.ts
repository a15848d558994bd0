/** Every kind of message that a reply may be. */
export const REPLY_KINDS = [
  'note',
  'template',
  'text',
  'media',
  'location',
  'contacts',
  'interactive',
  'reaction',
] as const
