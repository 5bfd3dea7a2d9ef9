import { Link, useParams } from '@tanstack/react-router'
import { may, useWho } from '../../app/who'
import { PageHead } from '../../ui/PageHead'
import { Empty } from '../../ui/Empty'
import { About } from './About'
import { Data } from './Data'
import { Hooks } from './Hooks'
import { People } from './People'
import { Teams } from './Teams'
import { Tokens } from './Tokens'
import { You } from './You'
import './Page.css'

const sections = [
  { name: 'you', label: 'You', shows: () => <You /> },
  { name: 'people', label: 'People', shows: () => <People /> },
  { name: 'teams', label: 'Teams', shows: () => <Teams /> },
  { name: 'tokens', label: 'Tokens', shows: () => <Tokens /> },
  { name: 'hooks', label: 'Hooks', shows: () => <Hooks /> },
  { name: 'data', label: 'Data', shows: () => <Data /> },
  { name: 'about', label: 'About', shows: () => <About /> },
] as const

/** People, what gets in, what is kept, and what this server is. */
export function Page() {
  const { section } = useParams({ strict: false })
  const who = useWho().data
  const chosen = section ?? (may(who) ? 'people' : 'you')
  const found = sections.find(({ name }) => name === chosen)
  return (
    <>
      <PageHead title="Settings">
        <nav className="Settings-places" aria-label="Settings">
          {sections.map(({ name, label }) => (
            <Link key={name} to="/settings/$section" params={{ section: name }} search={{}} className="Settings-place" aria-current={name === chosen ? 'page' : undefined}>{label}</Link>
          ))}
          <Link to="/policies" search={{ tab: 'budgets' }} className="Settings-place">Budgets</Link>
        </nav>
      </PageHead>
      {found ? found.shows() : <Empty title={`There are no settings called ${chosen}`} action={<Link to="/settings">Show all settings</Link>} />}
    </>
  )
}
