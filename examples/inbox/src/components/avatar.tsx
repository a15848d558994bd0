import clsx from 'clsx'
import type { CSSProperties } from 'react'
import { hueOf, initialsOf } from '../contact/contact-face'

const sizes = {
  tiny: 'size-4.5 text-[9px]',
  small: 'size-7 text-[11px]',
  normal: 'size-10 text-[14px]',
  large: 'size-18 text-[24px]',
} as const

/** A person as initials on the colour of their id; decoration, so the name must stand beside it. */
export function Avatar({ id, name, size = 'normal' }: { id: string; name: string; size?: keyof typeof sizes }) {
  const hue = hueOf(id)
  const colours: CSSProperties = {
    background: `oklch(var(--avatar-lightness) var(--avatar-chroma) ${hue})`,
    color: `oklch(var(--avatar-ink-lightness) var(--avatar-chroma) ${hue})`,
  }
  return (
    <span
      aria-hidden
      style={colours}
      className={clsx('grid shrink-0 place-items-center rounded-full font-semibold select-none', sizes[size])}
    >
      {initialsOf(name)}
    </span>
  )
}
