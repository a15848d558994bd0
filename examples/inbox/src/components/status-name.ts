import type { Words } from '../words/catalogue'

/** A conversation's status in words; a newer server may know one that this page does not. */
export function statusName(status: string, { status: names }: Words): string {
  switch (status) {
    case 'waiting':
    case 'active':
    case 'assigned':
    case 'closed':
      return names[status]
    default:
      return names.other
  }
}
