import { Plus, X } from 'lucide-react'
import { useId } from 'react'
import { Button, IconButton } from '../../ui/Button'
import { visibleLine } from '../../ui/visible'
import { isDraft } from './form'
import type { Draft, Field } from './form'
import './SchemaForm.css'

interface FieldProps {
  field: Field
  draft: Draft | undefined
  faults: Record<string, string>
  path: string
  onChange: (draft: Draft) => void
}

/** Asks for what a JSON Schema describes. */
export function SchemaForm({ fields, drafts, faults, prefix = '', onChange }: {
  fields: Field[]
  drafts: Record<string, Draft>
  faults: Record<string, string>
  prefix?: string
  onChange: (drafts: Record<string, Draft>) => void
}) {
  return (
    <div className="SchemaForm">
      {fields.map((field) => (
        <FieldShown key={field.name} field={field} draft={drafts[field.name]} faults={faults} path={prefix + field.name}
          onChange={(draft) => onChange({ ...drafts, [field.name]: draft })} />
      ))}
    </div>
  )
}

function FieldShown({ field, draft, faults, path, onChange }: FieldProps) {
  const id = useId()
  const fault = faults[path]
  const label = <>{visibleLine(field.label)}{field.needed && <span className="faint"> · needed</span>}</>
  if (field.kind === 'group') {
    return (
      <fieldset className="SchemaForm-group">
        <legend>{label}</legend>
        {field.says && <p className="faint">{visibleLine(field.says)}</p>}
        <SchemaForm fields={field.fields} drafts={isDraft(draft) ? draft : {}} faults={faults} prefix={`${path}.`} onChange={onChange} />
      </fieldset>
    )
  }
  if (field.kind === 'list') return <List field={field} draft={draft} faults={faults} path={path} onChange={onChange} />
  const shared = { id, 'aria-invalid': !!fault, 'aria-describedby': fault || field.says ? `${id}-says` : undefined }
  return (
    <div className={`field ${field.kind === 'yes' ? 'SchemaForm-yes' : ''}`}>
      <label htmlFor={id}>{label}</label>
      <Control field={field} draft={draft} shared={shared} onChange={onChange} />
      {(fault || field.says) && <span id={`${id}-says`} className={fault ? 'SchemaForm-fault' : 'faint'}>{fault ? `It ${fault}.` : visibleLine(field.says)}</span>}
    </div>
  )
}

function Control({ field, draft, shared, onChange }: Pick<FieldProps, 'field' | 'draft' | 'onChange'> & { shared: object }) {
  const written = typeof draft === 'string' ? draft : ''
  switch (field.kind) {
    case 'yes':
      return <input {...shared} type="checkbox" checked={draft === true} onChange={(event) => onChange(event.target.checked)} />
    case 'choice':
      return (
        <select {...shared} value={written} onChange={(event) => onChange(event.target.value)}>
          <option value="">{field.needed ? 'Choose …' : 'None'}</option>
          {field.choices.map((choice) => <option key={String(choice)} value={String(choice)}>{visibleLine(String(choice))}</option>)}
        </select>
      )
    case 'long':
    case 'json':
      return <textarea {...shared} rows={field.kind === 'json' ? 6 : 3} spellCheck={field.kind !== 'json'} value={written} onChange={(event) => onChange(event.target.value)} />
    default: {
      const type = { date: 'date', moment: 'datetime-local', number: 'text', whole: 'text' }[field.kind as string] ?? 'text'
      const mode = field.kind === 'number' ? 'decimal' : field.kind === 'whole' ? 'numeric' : undefined
      return <input {...shared} type={type} inputMode={mode} value={written} onChange={(event) => onChange(event.target.value)} />
    }
  }
}

function List({ field, draft, faults, path, onChange }: FieldProps) {
  const items = Array.isArray(draft) ? draft : []
  const item = field.item
  if (!item) return null
  return (
    <fieldset className="SchemaForm-group">
      <legend>{visibleLine(field.label)}{field.needed && <span className="faint"> · needed</span>}</legend>
      {field.says && <p className="faint">{visibleLine(field.says)}</p>}
      {items.map((each, i) => (
        <div key={i} className="SchemaForm-item">
          <FieldShown field={{ ...item, label: `${field.label} ${i + 1}` }} draft={each} faults={faults} path={`${path}[${i + 1}]`}
            onChange={(next) => onChange(items.map((old, at) => (at === i ? next : old)))} />
          <IconButton label={`Remove ${field.label} ${i + 1}`} onClick={() => onChange(items.filter((_, at) => at !== i))}><X size={14} aria-hidden="true" /></IconButton>
        </div>
      ))}
      <Button look="quiet" icon={<Plus size={14} aria-hidden="true" />} onClick={() => onChange([...items, ''])}>Add</Button>
    </fieldset>
  )
}
