import { createHmac } from 'node:crypto'

export const NUMBER = '106540352242922'
export const ACCOUNT = '102290129340398'
export const CUSTOMER = '5511999990001'

/** A message as Meta sends it; `extra` overrides and adds fields. */
export const message = (type: string | undefined, extra: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'wamid.in',
  timestamp: '1800000000',
  from: CUSTOMER,
  ...(type !== undefined && { type }),
  ...extra,
})

export const text = (body: string, extra: Record<string, unknown> = {}): Record<string, unknown> =>
  message('text', { text: { body }, ...extra })

export const status = (name: string, extra: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'wamid.out',
  status: name,
  timestamp: '1800000001',
  recipient_id: CUSTOMER,
  ...extra,
})

export const joao = { profile: { name: 'João' }, wa_id: CUSTOMER }

/** One change of the field `messages`. */
export const change = (value: Record<string, unknown>, phoneNumberId = NUMBER): Record<string, unknown> => ({
  field: 'messages',
  value: {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '551130900000', phone_number_id: phoneNumberId },
    ...value,
  },
})

/** A whole delivery with these changes in one entry. */
export const delivery = (...changes: unknown[]): Record<string, unknown> => ({
  object: 'whatsapp_business_account',
  entry: [{ id: ACCOUNT, changes }],
})

/** Bytes and header as Meta would post them: everything beyond ASCII and each slash escaped. */
export function signed(payload: unknown, appSecret: string): { body: Uint8Array; headers: Headers } {
  const json = typeof payload === 'string' ? payload : escapeLikeMeta(JSON.stringify(payload))
  const body = new TextEncoder().encode(json)
  const digest = createHmac('sha256', appSecret).update(body).digest('hex')
  return { body, headers: new Headers({ 'x-hub-signature-256': `sha256=${digest}` }) }
}

const escapeLikeMeta = (json: string): string =>
  json
    .replace(/[^\u0020-\u007e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/')
