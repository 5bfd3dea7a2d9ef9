import { useState } from 'react'
import { Button, Key } from '../../ui/Button'
import './Coach.css'

const KEY = 'fermata.coach'

const MARKS: readonly { title: string; text: React.ReactNode }[] = [
  { title: 'The question', text: 'In the middle stands what is asked, why a person is asked, and what each answer causes.' },
  { title: 'The evidence', text: <>Beside it stands what is known. <Key>V</Key> opens the next piece.</> },
  { title: 'The keys', text: <>Each answer has its letter. <Key>J</Key> and <Key>K</Key> move through the list, <Key>?</Key> shows all keys.</> },
]

/** Three marks for whoever is here for the first time; once dismissed they stay away. */
export function Coach() {
  const [at, setAt] = useState(() => (localStorage.getItem(KEY) ? MARKS.length : 0))
  const mark = MARKS[at]
  if (!mark) return null
  function go(to: number) {
    if (to >= MARKS.length) localStorage.setItem(KEY, 'done')
    setAt(to)
  }
  return (
    <aside className={`Coach Coach-${at}`} aria-label="First steps">
      <p><strong>{mark.title}</strong> <span className="faint numbers">{at + 1} of {MARKS.length}</span></p>
      <p>{mark.text}</p>
      <div className="line">
        <Button look="quiet" onClick={() => go(MARKS.length)}>Dismiss</Button>
        <Button onClick={() => go(at + 1)}>{at + 1 < MARKS.length ? 'Next' : 'Done'}</Button>
      </div>
    </aside>
  )
}
