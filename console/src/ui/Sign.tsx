/** The fermata: an arc in ink over a dot in the colour of what waits for a person. */
export function Fermata({ size = 20, title }: { size?: number; title?: string }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} role={title ? 'img' : undefined} aria-hidden={title ? undefined : true}>
      {title && <title>{title}</title>}
      <path d="M4 22a12 12 0 0 1 24 0" fill="none" stroke="currentColor" strokeWidth="3.2" strokeLinecap="round" />
      <circle cx="16" cy="21" r="3.4" fill="var(--hold-mark)" />
    </svg>
  )
}
