import { cardSummary, productSummary } from './payloads'

/** Most names that one line of summary lists. */
const MAX_LISTED = 5

/** Names on a list of shared contact cards, or their numbers where a card has no name. */
export function contactNames(cards: readonly unknown[]): string | undefined {
  return listed(
    cards.map((card) => {
      const { data } = cardSummary.safeParse(card)
      return data?.name?.formatted_name ?? data?.name?.first_name ?? vcardName(data?.vcard) ?? data?.phones?.[0]?.phone
    }),
  )
}

/** What an order asks for, e.g. `3× HAMBURGER, 2× SODA`. */
export function productNames(items: readonly unknown[]): string | undefined {
  return listed(
    items.map((item) => {
      const { data } = productSummary.safeParse(item)
      if (data?.product_retailer_id === undefined) return undefined
      return data.quantity === undefined ? data.product_retailer_id : `${data.quantity}× ${data.product_retailer_id}`
    }),
  )
}

/** The answer to "may we call you?". */
export function callPermission(interactive: Record<string, unknown>): string {
  const reply = interactive.call_permission_reply
  const accepted = typeof reply === 'object' && reply !== null && 'response' in reply && reply.response === 'accept'
  return accepted ? '📞 ✅' : '📞 ❌'
}

function listed(names: readonly (string | undefined)[]): string | undefined {
  const known = names.filter((name) => name !== undefined && name.trim() !== '')
  if (known.length === 0) return undefined
  const more = known.length > MAX_LISTED ? ` +${known.length - MAX_LISTED}` : ''
  return known.slice(0, MAX_LISTED).join(', ') + more
}

const vcardName = (vcard: string | undefined): string | undefined =>
  vcard === undefined ? undefined : /^FN(?:;[^:\r\n]*)?:(.*)$/im.exec(vcard)?.[1]?.trim()
