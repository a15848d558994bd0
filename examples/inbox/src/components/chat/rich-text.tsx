import { Fragment, useMemo } from 'react'
import { safeLinks } from '../../chat/safe-links'

/** A message's words: text nodes only, links that cannot harm, and a direction of their own. */
export function RichText({ text }: { text: string }) {
  const parts = useMemo(() => safeLinks(text), [text])
  return (
    <span dir="auto" className="[unicode-bidi:plaintext] break-words whitespace-pre-wrap [overflow-wrap:anywhere]">
      {parts.map((part, index) =>
        part.kind === 'text' ? (
          <Fragment key={index}>{part.text}</Fragment>
        ) : (
          <a
            key={index}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow ugc"
            className="underline decoration-1 underline-offset-2"
          >
            {part.text}
          </a>
        ),
      )}
    </span>
  )
}
