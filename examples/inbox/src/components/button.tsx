import clsx from 'clsx'
import type { ComponentProps } from 'react'

const looks = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-strong',
  quiet: 'border border-line-strong bg-canvas text-ink hover:bg-hover',
  text: 'text-accent hover:bg-hover',
} as const

export function Button({
  look = 'quiet',
  className,
  ...rest
}: ComponentProps<'button'> & { look?: keyof typeof looks }) {
  return (
    <button
      type="button"
      className={clsx(
        'inline-flex h-9 items-center justify-center gap-2 rounded-control px-3 text-secondary font-medium',
        'transition-colors duration-(--speed) disabled:opacity-50 pointer-coarse:h-11',
        looks[look],
        className,
      )}
      {...rest}
    />
  )
}
