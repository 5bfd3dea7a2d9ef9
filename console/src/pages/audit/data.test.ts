import { describe, expect, it } from 'vitest'
import type { Deed } from '../../api/house'
import { deedWords, place } from './data'

const deed = (what: string, subject: string, run?: string): Deed => ({ position: 1, at: '', by: 'ana', what, subject, of: run ? 'run' : 'house', run })

describe('deeds', () => {
  it('are told in words, also those that came later than this page', () => {
    expect(deedWords('PolicyPublished')).toBe('put a policy in force')
    expect(deedWords('TaskSnoozed')).toBe('task snoozed')
  })
  it('lead to what they were done to', () => {
    expect(place(deed('TaskDecided', 't1', 'r1'))).toEqual({ to: '/tasks/t1' })
    expect(place(deed('Started', 'loan@1', 'r1'))).toEqual({ to: '/runs/r1' })
    expect(place(deed('WorkflowPublished', 'lending/loan@1.0.0'))).toEqual({ to: '/workflows/lending/loan' })
    expect(place(deed('RetentionAllowed', '90 days'))).toBeUndefined()
  })
})
