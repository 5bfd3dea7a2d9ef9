import { X } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'
import { IconButton } from './Button'
import './Dialog.css'

/** A native dialog: keeps the focus, closes by Escape, gives the focus back. Render it only while it is open. */
export function Dialog({ title, onClose, children, footer, wide = false }: {
  title: string
  onClose: () => void
  children: ReactNode
  footer?: ReactNode
  wide?: boolean
}) {
  const ref = useRef<HTMLDialogElement>(null)
  const label = useId()
  useEffect(() => {
    const dialog = ref.current
    const before = document.activeElement
    if (dialog && !dialog.open) dialog.showModal()
    dialog?.querySelector<HTMLElement>('.Dialog-body :is(input, select, textarea)')?.focus() // Rather than the way out.
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog ref={ref} className={`Dialog ${wide ? 'Dialog-wide' : ''}`} aria-labelledby={label}
      onCancel={(event) => { event.preventDefault(); onClose() }}
      onClick={(event) => { if (event.target === ref.current) onClose() }}>
      <div className="Dialog-box">
        <header className="Dialog-head">
          <h2 id={label}>{title}</h2>
          <IconButton label="Close" onClick={onClose}><X size={16} aria-hidden="true" /></IconButton>
        </header>
        <div className="Dialog-body">{children}</div>
        {footer && <footer className="Dialog-foot">{footer}</footer>}
      </div>
    </dialog>
  )
}
