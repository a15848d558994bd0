import * as z from 'zod/mini'

/**
 * The Cloud API's JSON as we read it. Reading is open: every field may be missing and unknown ones are ignored. A list
 * stays a list of unknowns, so that each item is parsed alone and a bad one cannot sink its neighbours.
 */

/** An optional field whose wrong shape counts as absent; for what a message can do without. */
const lenient = <Schema extends z.ZodMiniType>(schema: Schema) => z.catch(z.optional(schema), undefined)

/** A list of items not read yet. Something that is no list becomes its only item, and so is set aside, not lost. */
const items = z.pipe(
  z.optional(z.unknown()),
  z.transform((value: unknown): unknown[] => {
    if (value === undefined || value === null) return []
    return Array.isArray(value) ? value : [value]
  }),
)

/** Ids are opaque; some are written as JSON numbers. */
const opaqueId = z.pipe(
  z.union([z.string(), z.number()]),
  z.pipe(z.transform(String), z.string().check(z.minLength(1), z.maxLength(512))),
)

const record = z.record(z.string(), z.unknown())

export const envelope = z.object({ entry: items })

export const entry = z.object({ id: lenient(opaqueId), changes: items })

export const change = z.object({ field: lenient(z.string()), value: z.optional(z.unknown()) })

export const changeValue = z.object({
  metadata: lenient(z.object({ phone_number_id: lenient(opaqueId) })),
  contacts: items,
  messages: items,
  statuses: items,
  errors: items,
})

export const sender = z.object({
  profile: lenient(z.object({ name: lenient(z.string()), username: lenient(z.string()) })),
  wa_id: lenient(opaqueId),
  user_id: lenient(opaqueId),
})
export type Sender = z.infer<typeof sender>

/** Seconds since 1970, as a string on messages and statuses, as a number elsewhere. */
const timestamp = z.pipe(
  z.union([z.string(), z.number()]),
  z.pipe(z.transform(String), z.string().check(z.regex(/^\d{1,11}$/))),
)

/** An error as it stands in webhooks and in answers of the Graph API. */
export const graphError = z.object({
  code: z.number(),
  title: lenient(z.string()),
  message: lenient(z.string()),
  error_subcode: lenient(z.number()),
  error_data: lenient(z.object({ details: lenient(z.string()) })),
})
export type GraphError = z.infer<typeof graphError>

/** What every message has, whatever its type. */
export const messageHead = z.object({
  id: opaqueId,
  type: lenient(z.string()),
  timestamp: lenient(timestamp),
  from: lenient(opaqueId),
  from_user_id: lenient(opaqueId),
  group_id: lenient(opaqueId),
  context: lenient(
    z.object({
      id: lenient(opaqueId),
      forwarded: lenient(z.boolean()),
      frequently_forwarded: lenient(z.boolean()),
      referred_product: lenient(record),
    }),
  ),
  referral: lenient(record),
})
export type MessageHead = z.infer<typeof messageHead>

const file = z.object({
  id: opaqueId,
  mime_type: lenient(z.string()),
  sha256: lenient(z.string()),
  caption: lenient(z.string()),
  filename: lenient(z.string()),
  voice: lenient(z.boolean()),
  animated: lenient(z.boolean()),
})
export type ReceivedFile = z.infer<typeof file>

const choice = z.looseObject({ id: lenient(opaqueId), title: lenient(z.string()), description: lenient(z.string()) })

/** The part of a message that its `type` names. */
export const messageBodies = {
  text: z.object({ text: z.object({ body: z.string() }) }),
  image: z.object({ image: file }),
  video: z.object({ video: file }),
  audio: z.object({ audio: file }),
  document: z.object({ document: file }),
  sticker: z.object({ sticker: file }),
  location: z.object({
    location: z.object({
      latitude: z.number(),
      longitude: z.number(),
      name: lenient(z.string()),
      address: lenient(z.string()),
      url: lenient(z.string()),
    }),
  }),
  contacts: z.object({ contacts: z.array(record) }),
  interactive: z.object({
    interactive: z.looseObject({
      type: z.string(),
      button_reply: lenient(choice),
      list_reply: lenient(choice),
      nfm_reply: lenient(z.looseObject({ name: lenient(z.string()), body: lenient(z.string()) })),
    }),
  }),
  button: z.object({ button: z.looseObject({ text: lenient(z.string()), payload: lenient(z.string()) }) }),
  reaction: z.object({ reaction: z.object({ message_id: opaqueId, emoji: lenient(z.string()) }) }),
  order: z.object({ order: z.looseObject({ text: lenient(z.string()), product_items: items }) }),
  system: z.object({
    system: z.object({
      type: lenient(z.string()),
      body: lenient(z.string()),
      wa_id: lenient(opaqueId),
      new_wa_id: lenient(opaqueId),
      user_id: lenient(opaqueId),
      previous_user_id: lenient(opaqueId),
    }),
  }),
  unsupported: z.object({ unsupported: lenient(z.object({ type: lenient(z.string()) })) }),
  edit: z.object({
    edit: z.object({ original_message_id: opaqueId, message: lenient(z.looseObject({ type: z.string() })) }),
  }),
  revoke: z.object({ revoke: z.object({ original_message_id: opaqueId }) }),
} as const

/** The readable parts of an item in `contacts` and `order`. */
export const cardSummary = z.object({
  name: lenient(z.object({ formatted_name: lenient(z.string()), first_name: lenient(z.string()) })),
  phones: lenient(z.array(z.object({ phone: lenient(z.string()) }))),
  vcard: lenient(z.string()),
})
export const productSummary = z.object({
  product_retailer_id: lenient(opaqueId),
  quantity: lenient(z.union([z.number(), z.string()])),
})

export const statusUpdate = z.object({
  id: opaqueId,
  status: z.string(),
  timestamp: lenient(timestamp),
  recipient_type: lenient(z.string()),
  biz_opaque_callback_data: lenient(z.string()),
  errors: items,
})

/** Answers of the Graph API. */
export const sendAnswer = z.object({
  messages: z
    .array(z.object({ id: z.string().check(z.minLength(1)), message_status: lenient(z.string()) }))
    .check(z.minLength(1)),
})
export const uploadAnswer = z.object({ id: z.string().check(z.minLength(1)) })
export const mediaAnswer = z.object({
  url: z.string(),
  mime_type: lenient(z.string()),
  sha256: lenient(z.string()),
  file_size: lenient(z.pipe(z.union([z.number(), z.string()]), z.transform(Number))),
})
export const errorAnswer = z.object({ error: graphError })
