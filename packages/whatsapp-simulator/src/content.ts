import * as z from 'zod/mini'

/** Where the bytes of a media message are: stored here under an id, or at the link the business gave. */
const mediaFields = { mediaId: z.string(), mimeType: z.string(), caption: z.exactOptional(z.string()) }

/** What one message carries, in either direction; reactions are kept on the message they belong to instead. */
export const contentSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), body: z.string() }),
  z.object({ type: z.literal('image'), ...mediaFields }),
  z.object({ type: z.literal('video'), ...mediaFields }),
  z.object({ type: z.literal('sticker'), ...mediaFields }),
  z.object({ type: z.literal('audio'), voice: z.boolean(), ...mediaFields }),
  z.object({ type: z.literal('document'), filename: z.exactOptional(z.string()), ...mediaFields }),
  z.object({
    type: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    name: z.exactOptional(z.string()),
    address: z.exactOptional(z.string()),
  }),
  z.object({
    type: z.literal('template'),
    name: z.string(),
    language: z.string(),
    parameters: z.array(z.string()),
    /** As the customer reads it; absent in chats kept from before. */
    text: z.exactOptional(z.string()),
  }),
])

/** What one message carries, in either direction. */
export type MessageContent = z.infer<typeof contentSchema>

/** The readable text of a message: what `phone.receives(/pattern/)` is matched against. */
export function contentText(content: MessageContent): string {
  switch (content.type) {
    case 'text':
      return content.body
    case 'location':
      return [content.name, content.address].filter((part) => part !== undefined).join(', ')
    case 'template':
      return content.text ?? [content.name, ...content.parameters].join(' ')
    case 'document':
      return content.caption ?? content.filename ?? ''
    default:
      return content.caption ?? ''
  }
}
