/** The list. Everything visible stands in the layout, which reads the address; this file makes the address exist. */
export default function ConversationsPage() {
  return null
}
