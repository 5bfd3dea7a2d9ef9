import type { ReviewCard } from '../../api/insights'
import { useWho } from '../../app/who'
import { Section } from '../../ui/PageHead'
import { Table } from '../../ui/Table'
import { count, figure, span } from '../../ui/words'
import { Cards } from './Cards'
import { ShareBar } from './charts'
import { Dots } from './Dots'
import { Figure } from './Figure'
import { Name } from './Name'
import { missing } from './shares'

/** How people decide: by team, and one's own row. Nobody sees another person's. */
export function Reviewers() {
  const me = useWho().data?.name
  return (
    <>
      <Section title="Time taken against length" about="half of a team’s decisions took less">
        <Cards view="reviewers" by="team">{(items) => <Against items={items.filter((card) => card.reviews)} />}</Cards>
      </Section>
      <Section title="Teams">
        <Cards view="reviewers" by="team" none="No team decided anything in this time.">{(items) => <Decisions by="team" items={items.filter((card) => card.reviews)} />}</Cards>
      </Section>
      {me && (
        <Cards view="reviewers" by="person" only={me} quiet>{(items) => (
          <Section title="You" about="only you and auditors see this row"><Decisions by="person" items={items} /></Section>
        )}</Cards>
      )}
    </>
  )
}

/** What a person reads in a minute, in characters: about 240 words. */
const READ_IN_MINUTE = 1400

function Against({ items }: { items: readonly ReviewCard[] }) {
  const dots = items.filter((card) => card.dwell).map((card) => ({
    name: card.name,
    x: card.read / card.reviews,
    y: card.dwell?.p50Ms ?? 0,
    says: `${card.name}: ${count(card.reviews, 'decision')}, half of them within ${span(card.dwell?.p50Ms ?? 0)}, ${figure(Math.round(card.read / card.reviews))} characters to read`,
  }))
  if (!dots.length) return <p className="soft">Nobody decided anything in this time that they were seen to open first.</p>
  return <Dots label="Time taken against length, by team" dots={dots} across="characters to read" guide={{ perX: 60_000 / READ_IN_MINUTE, says: 'as fast as one reads' }} />
}

function Decisions({ by, items }: { by: 'team' | 'person'; items: readonly ReviewCard[] }) {
  if (!items.length) return <p className="soft">No team decided anything in this time.</p>
  return (
    <Table label={by === 'team' ? 'Decisions by team' : 'Your decisions'} rows={items} rowKey={(card) => card.name} columns={[
      { name: 'name', head: by === 'team' ? 'Team' : 'Who', cell: (card) => (by === 'team' ? <Name by="team" name={card.name} /> : 'You') },
      { name: 'reviews', head: 'Decisions', figures: true, cell: (card) => <Figure by={by} name={card.name} figure="reviews" value={card.reviews}>{figure(card.reviews)}</Figure> },
      { name: 'dwell', head: 'Half within', figures: true, cell: (card) => (card.dwell ? span(card.dwell.p50Ms) : <span className="faint">–</span>) },
      { name: 'p95', head: '95 % within', figures: true, cell: (card) => (card.dwell ? span(card.dwell.p95Ms) : <span className="faint">–</span>) },
      { name: 'read', head: 'Characters to read', figures: true, cell: (card) => figure(Math.round(card.read / Math.max(1, card.reviews))) },
      { name: 'opened', head: 'Opened', figures: true, cell: (card) => (card.opened / Math.max(1, card.reviews)).toFixed(1) },
      { name: 'overrode', head: 'Overrode', figures: true, cell: (card) => <ShareBar share={{ yes: card.overrode, of: card.reviews }}>{(words) => <Figure by={by} name={card.name} figure="overrode" value={card.overrode}>{words}</Figure>}</ShareBar> },
      { name: 'moved', head: 'Changed mind', figures: true, cell: (card) => (card.blind ? <span title={missing({ yes: card.moved, of: card.blind }) ? 'few cases' : undefined}>{card.moved} of {card.blind}</span> : <span className="faint">–</span>) },
      { name: 'good', head: 'Turned out well', figures: true, cell: (card) => <ShareBar share={{ yes: card.reviewsGood, of: card.reviewsGood + card.reviewsBad }} /> },
    ]} />
  )
}
