import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { useEffect, useRef } from 'react'
import { get, url } from '../api/client'
import { keys } from '../api/query'
import type { Items, RunItem, TaskItem } from '../api/types'
import { Fermata } from '../ui/Sign'
import { visibleLine } from '../ui/visible'
import { places } from './places'
import { setTheme } from './theme'
import './Palette.css'

const RECENT = 50

/** Goes anywhere by a few letters: pages, what waits, what ran. */
export function Palette({ onClose }: { onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null)
  const navigate = useNavigate()
  useEffect(() => {
    const before = document.activeElement
    if (!ref.current?.open) ref.current?.showModal()
    ref.current?.querySelector('input')?.focus() // The dialog itself would choose the frame around it.
    return () => { if (before instanceof HTMLElement) before.focus() }
  }, [])
  const tasks = useQuery({
    queryKey: [...keys.tasks, 'palette'],
    queryFn: ({ signal }) => get<Items<TaskItem>>('/api/v1/tasks', signal),
  })
  const runs = useQuery({
    queryKey: [...keys.runs, 'palette'],
    queryFn: ({ signal }) => get<Items<RunItem>>(url('/api/v1/runs', { limit: RECENT }), signal),
  })
  const go = (to: string) => () => {
    onClose()
    void navigate({ to })
  }
  const run = (act: () => void) => () => {
    onClose()
    act()
  }
  return (
    <dialog ref={ref} className="Palette" aria-label="Search or go to" onCancel={(event) => { event.preventDefault(); onClose() }}
      onClick={(event) => { if (event.target === ref.current) onClose() }}>
      <Command label="Search or go to" loop>
        <Command.Input className="Palette-input" placeholder="A page, a task, a run …" autoFocus />
        <Command.List className="Palette-list">
          <Command.Empty className="Palette-empty">Nothing fits. Runs older than the last {RECENT} are found on the Runs page.</Command.Empty>
          <Command.Group heading="Go to">
            {places.map(({ to, name, key, icon: Icon }) => (
              <Command.Item key={to} value={`go ${name}`} onSelect={go(to)}><Icon size={16} aria-hidden="true" /> {name} <kbd>g {key}</kbd></Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading="Waits for people">
            {tasks.data?.items.map((task) => (
              <Command.Item key={task.id} value={`task ${task.question} ${task.subject ?? ''} ${task.id}`} onSelect={go(`/inbox/${task.id}`)}>
                <Fermata size={16} /> <span className="cut">{visibleLine(task.question)}</span> <span className="faint cut">{visibleLine(task.subject ?? '')}</span>
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading="Runs">
            {runs.data?.items.map((each) => (
              <Command.Item key={each.id} value={`run ${each.id} ${each.subject ?? ''} ${each.workflow} ${each.status}`} onSelect={go(`/runs/${each.id}`)}>
                <span className="cut">{visibleLine(each.subject || each.id)}</span> <span className="faint cut">{each.workflow} · {each.status}</span>
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading="Look">
            <Command.Item value="look light" onSelect={run(() => setTheme('light'))}>Light</Command.Item>
            <Command.Item value="look dark" onSelect={run(() => setTheme('dark'))}>Dark</Command.Item>
            <Command.Item value="look system" onSelect={run(() => setTheme('system'))}>As the system</Command.Item>
          </Command.Group>
        </Command.List>
      </Command>
    </dialog>
  )
}
