import './Skeleton.css'

/** Stands where rows will be, so that nothing jumps when they come. */
export function Skeleton({ rows = 6, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div className="Skeleton" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} style={{ width: `${88 - ((row * 37) % 45)}%` }} />
      ))}
    </div>
  )
}
