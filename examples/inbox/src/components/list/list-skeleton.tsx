import { useWords } from '../../words/words-provider'

const widths = ['w-24', 'w-36', 'w-28', 'w-40', 'w-32', 'w-24', 'w-36', 'w-28']

/** Shown only until the first list has ever arrived. */
export function ListSkeleton() {
  const { list } = useWords()
  return (
    <div role="status" aria-label={list.loading}>
      {widths.map((width, index) => (
        <div key={index} aria-hidden className="flex h-18 items-center gap-3 px-4">
          <div className="skeleton size-10 shrink-0 !rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <div className={`skeleton h-3.5 ${width}`} />
            <div className="skeleton h-3 w-full" />
          </div>
        </div>
      ))}
    </div>
  )
}
