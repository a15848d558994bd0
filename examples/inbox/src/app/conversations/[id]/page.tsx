/** One conversation, see the layout above. */
export default function ConversationPage() {
  return null
}
