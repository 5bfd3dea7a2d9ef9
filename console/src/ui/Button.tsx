import type { ButtonHTMLAttributes, ReactNode } from 'react'
import './Button.css'

type Look = 'plain' | 'main' | 'quiet' | 'danger'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look
  icon?: ReactNode
  /** The key that does the same; shown on the button. */
  hotkey?: string
  /** Why it cannot be pressed now; said where the pointer rests, and to those who listen. */
  why?: string
}

export function Button({ look = 'plain', icon, hotkey, why, className = '', children, title, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`Button Button-${look} ${className}`}
      title={why ?? title}
      aria-disabled={why ? true : undefined}
      aria-keyshortcuts={hotkey}
      onClick={why ? undefined : rest.onClick}
    >
      {icon}
      {children !== undefined && <span className="Button-text">{children}</span>}
      {hotkey && <Key>{hotkey}</Key>}
    </button>
  )
}

/** A square one that shows only a picture; its label is for those who listen, and in the title. */
export function IconButton({ label, children, ...rest }: Omit<ButtonProps, 'icon'> & { label: string }) {
  return <Button look="quiet" {...rest} className={`Button-icon ${rest.className ?? ''}`} icon={children} aria-label={label} title={label}>{undefined}</Button>
}

export function Key({ children }: { children: ReactNode }) {
  return <kbd className="Key" aria-hidden="true">{children}</kbd>
}
