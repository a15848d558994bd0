import { Fragment } from 'react'
import { findHits } from '../search/find-hits'

/** A text in which the words of a search are marked. */
export function MarkedText({ text, term }: { text: string; term: string }) {
  if (term.trim() === '') return text
  return findHits(text, term).map((piece, index) =>
    piece.hit ? <mark key={index}>{piece.text}</mark> : <Fragment key={index}>{piece.text}</Fragment>,
  )
}
