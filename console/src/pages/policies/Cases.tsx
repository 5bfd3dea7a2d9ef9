import { Check, X } from 'lucide-react'
import type { Linted } from '../../api/house'
import { Section } from '../../ui/PageHead'

/** The policy tried on the cases in its own text. */
export function Cases({ linted }: { linted: Linted | undefined }) {
  const cases = linted?.cases ?? []
  const passed = cases.filter((each) => each.passed).length
  return (
    <Section title="Cases" about={cases.length ? `${passed} of ${cases.length} as expected` : undefined}>
      {!linted && <p className="soft">They are being tried.</p>}
      {linted && !linted.cases && <p className="soft">They are tried once the text can be read.</p>}
      {linted?.cases && cases.length === 0 && <p className="soft">It has none. A case says what the policy is to say in an example; write a few under <code>cases:</code>.</p>}
      <ul className="PolicyPage-cases" aria-live="polite">
        {cases.map((each, i) => (
          <li key={i}>
            {each.passed ? <Check size={16} className="PolicyPage-passed" role="img" aria-label="As expected" /> : <X size={16} className="PolicyPage-failed" role="img" aria-label="Not as expected" />}
            <span>
              {each.name}: {each.passed ? each.expect : <strong>{each.got}, and not {each.expect}</strong>}
              {each.failure && <span className="soft"> ({each.failure})</span>}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
