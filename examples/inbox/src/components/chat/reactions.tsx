import type { Reaction } from '@pytake/protocol'

/** The emojis people put on a message, each once with its number. */
export function Reactions({ reactions }: { reactions: readonly Reaction[] }) {
  if (reactions.length === 0) return null
  const numbers = new Map<string, number>()
  for (const { emoji } of reactions) numbers.set(emoji, (numbers.get(emoji) ?? 0) + 1)
  return (
    <p className="z-1 -mt-1 flex gap-1 px-2">
      {[...numbers].map(([emoji, count]) => (
        <span key={emoji} className="tabular rounded-full border border-line bg-canvas px-1.5 text-meta">
          {emoji}
          {count > 1 && ` ${count}`}
        </span>
      ))}
    </p>
  )
}
