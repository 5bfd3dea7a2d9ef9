import { Link } from '@tanstack/react-router'
import type { Dimension } from '../../api/insights'
import { visibleLine } from '../../ui/visible'

/** Whose figures they are, with a way to it; below it the part that tells versions apart. */
export function Name({ by, name }: { by: Dimension; name: string }) {
  const [head = '', version] = parted(name, '@')
  const shown = visibleLine(head)
  switch (by) {
    case 'agent':
      return <span className="Insights-name"><Link to="/agents/$name" params={{ name: head }}>{shown}</Link>{version && <code className="Insights-more">{version}</code>}</span>
    case 'workflow':
      return <Workflow name={name} />
    case 'step': {
      const [workflow = '', step = ''] = parted(name, '#')
      return <span className="Insights-name"><strong>{visibleLine(step)}</strong><span className="Insights-more">{visibleLine(workflow)}</span></span>
    }
    case 'team':
      return <Link to="/inbox" search={{ view: 'all', q: name }}>{visibleLine(name)}</Link>
    case 'owner':
      return <Link to="/runs" search={{ owner: name, all: 'true' }}>{visibleLine(name)}</Link>
    default:
      return <span className="Insights-name">{visibleLine(name)}</span>
  }
}

function Workflow({ name }: { name: string }) {
  const [id = '', version] = parted(name, '@')
  const [ns = '', rest = ''] = parted(id, '/')
  return <span className="Insights-name"><Link to="/workflows/$ns/$name" params={{ ns, name: rest }}>{visibleLine(rest || id)}</Link>{version && <span className="Insights-more">{version}</span>}</span>
}

function parted(text: string, sign: string): [string, string?] {
  const at = text.indexOf(sign)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
