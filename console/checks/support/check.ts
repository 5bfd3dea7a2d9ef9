import type { Report } from './report.ts'
import type { World } from './house.ts'

/** Something that must hold of the console, with its figures. */
export interface Check {
  /** The usability checks are 1 to 12; the attacks have the letter S, ways through a page that of the page. */
  number: string
  name: string
  title: string
  /** Whether it is quick enough to be among the usual tests. */
  quick?: boolean
  limitS: number
  run(world: World, report: Report): Promise<void>
}
