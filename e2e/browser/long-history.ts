import type { BrowserStack } from './stack'

/** Messages of one webhook; Meta sends up to a thousand and 3 MB. */
const BATCH_SIZE = 1_000
const SECONDS_APART = 20

/** A customer with a long past: `entry 0.` is the oldest message, `entry <count - 1>.` the newest. */
export async function writeHistory(
  stack: Pick<BrowserStack, 'deliver'>,
  { name, waId, count }: { name: string; waId: string; count: number },
): Promise<void> {
  const startSeconds = Math.floor(Date.now() / 1000) - 3_600 - count * SECONDS_APART
  for (let first = 0; first < count; first += BATCH_SIZE) {
    const messages = Array.from({ length: Math.min(BATCH_SIZE, count - first) }, (_, index) => ({
      from: waId,
      id: `wamid.history-${waId}-${first + index}`,
      timestamp: String(startSeconds + (first + index) * SECONDS_APART),
      type: 'text',
      text: { body: `entry ${first + index}.${' and some more words'.repeat((first + index) % 7)}` },
    }))
    await stack.deliver(webhook(name, waId, messages))
  }
}

const webhook = (name: string, waId: string, messages: object[]) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '102290129340398',
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
            contacts: [{ profile: { name }, wa_id: waId }],
            messages,
          },
        },
      ],
    },
  ],
})
