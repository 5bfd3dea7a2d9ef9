import type { Endpoint, WholeRecord } from '../../api/house'
import { Facts } from '../../ui/PageHead'
import { Words } from './TeamsTab'

const kinds: Record<string, string> = {
  process: 'A program that this server starts',
  http: 'An HTTP service',
  model: 'A model',
  mcp: 'An MCP server',
  a2a: 'An A2A agent',
  java: 'A function of the embedding application',
}

/** Where it is reached; what may be secret is there by its name only. */
export function EndpointFacts({ endpoint }: { endpoint: Endpoint }) {
  const secrets = [...(endpoint.environment ?? []), ...(endpoint.headers ?? [])]
  return (
    <Facts items={[
      ['Reached as', kinds[endpoint.kind] ?? endpoint.kind],
      endpoint.command !== undefined && ['Command', <code key="c">{endpoint.command.join(' ')}</code>],
      endpoint.directory !== undefined && ['Folder', <code key="d">{endpoint.directory}</code>],
      endpoint.url !== undefined && ['Address', <code key="u">{endpoint.url}</code>],
      endpoint.model !== undefined && ['Model', `${endpoint.model.name}, ${endpoint.model.api}, at ${endpoint.model.url}`],
      endpoint.fallback !== undefined && ['If it is down', `${endpoint.fallback.name} at ${endpoint.fallback.url}`],
      endpoint.instructions !== undefined && ['Instructions', <span key="i" className="Boundary-text">{endpoint.instructions}</span>],
      endpoint.tool !== undefined && ['Tool', endpoint.tool],
      secrets.length > 0 && ['Given', <Words key="s" of={secrets} />],
    ]} />
  )
}

/** What data it may read, and what it may do. */
export function BoundaryFacts({ boundary, own }: { boundary: NonNullable<WholeRecord['boundary']>; own: boolean }) {
  return (
    <Facts items={[
      ['Boundary', own ? 'in its file' : 'the usual one: its file has none'],
      ['May read', <Words key="labels" of={boundary.labels} />],
      ['Runs in', boundary.region ?? boundary.regions?.join(', ') ?? <span className="faint">its file does not say</span>],
      ['May do', boundary.effects?.join(', ') ?? 'any class of effect that policies allow'],
      boundary.tools !== undefined && ['May use', <Words key="tools" of={boundary.tools} />],
      ['Its word', boundary.trusted ? 'counts as its owner’s' : 'is not trusted beyond what its schema bounds'],
    ]} />
  )
}
