import { dayKey } from '../time/relative-time'

/** What grouping looks at; anything with these fields can be grouped. */
export interface Groupable {
  sender_type: string
  sender_id: string | null
  message_type: string
  created_at: string
}

/** A message and where it stands among its neighbours. */
export interface PlacedMessage<Item extends Groupable> {
  message: Item
  /** True on the first message of a calendar day: a separator stands above it. */
  startsDay: boolean
  /** True where sender, kind or pause differ from the message above. */
  startsGroup: boolean
  endsGroup: boolean
}

const GROUP_PAUSE_MS = 5 * 60_000

/**
 * Groups messages of one sender that are less than five minutes apart, and marks the days.
 *
 * @param messages oldest first
 * @param hasOlder more stand above the first one: it gets no mark that the next page would take away again
 * @example
 * groupMessages(items, false).filter(({ startsDay }) => startsDay)
 */
export function groupMessages<Item extends Groupable>(
  messages: readonly Item[],
  hasOlder: boolean,
  timeZone?: string,
): PlacedMessage<Item>[] {
  return messages.map((message, index) => {
    const above = messages[index - 1]
    const below = messages[index + 1]
    return {
      message,
      startsDay: above === undefined ? !hasOlder : !sameDay(above, message, timeZone),
      startsGroup: above === undefined ? !hasOlder : !sameGroup(above, message, timeZone),
      endsGroup: below === undefined || !sameGroup(message, below, timeZone),
    }
  })
}

const sameDay = (one: Groupable, other: Groupable, timeZone: string | undefined) =>
  dayKey(one.created_at, timeZone) === dayKey(other.created_at, timeZone)

function sameGroup(above: Groupable, below: Groupable, timeZone: string | undefined): boolean {
  return (
    above.sender_type === below.sender_type &&
    above.sender_id === below.sender_id &&
    isNote(above) === isNote(below) &&
    Date.parse(below.created_at) - Date.parse(above.created_at) < GROUP_PAUSE_MS &&
    sameDay(above, below, timeZone)
  )
}

const isNote = ({ message_type }: Groupable) => message_type === 'note'
