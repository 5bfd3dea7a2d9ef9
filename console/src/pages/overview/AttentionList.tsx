import { Link } from '@tanstack/react-router'
import { Bot, CircleCheck, CircleX, Clock, HeartPulse, OctagonPause, ShieldCheck, ShieldQuestionMark, Target, Wallet } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { Attention } from '../../api/house'
import { Section } from '../../ui/PageHead'
import { visibleLine } from '../../ui/visible'
import './AttentionList.css'

const icons: Record<string, LucideIcon> = {
  overdue: Clock,
  due: Clock,
  switch: OctagonPause,
  held: OctagonPause,
  paused: OctagonPause,
  parked: CircleX,
  failed: CircleX,
  'in-doubt': ShieldQuestionMark,
  agent: Bot,
  health: HeartPulse,
  goal: Target,
  budget: Wallet,
  proposal: ShieldCheck,
}

const tones: Record<string, string> = { overdue: 'hold', due: 'hold', parked: 'fail', failed: 'fail', 'in-doubt': 'doubt' }

export function AttentionList({ items }: { items: readonly Attention[] }) {
  return (
    <Section title="Needs attention">
      {items.length === 0 && <p className="line soft"><CircleCheck size={16} aria-hidden="true" /> Nothing needs anybody now.</p>}
      <ul className="AttentionList">
        {items.map((item) => <Item key={item.kind + item.text} item={item} />)}
      </ul>
    </Section>
  )
}

function Item({ item }: { item: Attention }) {
  const Icon = icons[item.kind] ?? CircleX
  const at = new URL(item.link, location.origin)
  return (
    <li>
      <Link to={at.pathname} search={Object.fromEntries(at.searchParams)} className="AttentionList-item">
        <Icon size={16} aria-hidden="true" className={`AttentionList-${tones[item.kind] ?? 'off'}`} />
        <span className="grow">{visibleLine(item.text)}</span>
      </Link>
    </li>
  )
}
