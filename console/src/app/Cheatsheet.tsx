import { useState } from 'react'
import { Key } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { known } from './keys'
import './Cheatsheet.css'

/** All keys that work on the page behind it. */
export function Cheatsheet({ onClose }: { onClose: () => void }) {
  const [groups] = useState(() => known().toReversed().filter((group) => group.keys.length))
  return (
    <Dialog title="Keys" onClose={onClose} wide>
      <div className="Cheatsheet">
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.keys.map(({ key, says }) => (
                <div key={key}>
                  <dt>{key.split(' ').map((part) => <Key key={part}>{part.length === 1 ? part.toUpperCase() : part}</Key>)}</dt>
                  <dd>{says}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Anywhere, also while typing</h3>
          <dl>
            <div><dt><Key>Ctrl K</Key></dt><dd>Search or go to</dd></div>
            <div><dt><Key>Esc</Key></dt><dd>Close what is open</dd></div>
          </dl>
        </section>
      </div>
    </Dialog>
  )
}
