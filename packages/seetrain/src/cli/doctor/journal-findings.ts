import { bytesText, countText } from '../output/quantities.ts'
import type { DamagedJournal, JournalCheck } from './check-journals.ts'
import type { Finding } from './finding.ts'

/** What the state of the journals means for their owner. */
export function journalFindings({ runs, states, unreadable, damaged, staleLocks, error }: JournalCheck): Finding[] {
  if (error !== undefined)
    return [{ about: 'runs', level: 'problem', text: `they can not be looked through (${error}).` }]
  const parts = Object.entries(states).map(([state, count]) => `${count} ${state}`)
  return [
    { about: 'runs', level: 'ok', text: [countText(runs, 'run'), ...parts].join(', ') },
    ...unreadable.map((run): Finding => ({
      about: 'runs',
      level: 'problem',
      text: `${run} can not be read; seetrain ls leaves it out.`,
    })),
    ...(damaged.length === 0 ? [allWell] : damaged.map(journalFinding)),
    ...staleLocks.map((lock): Finding => ({
      about: 'locks',
      level: 'note',
      text: `${lock} was left by a process that is gone. The next writer takes it over.`,
    })),
  ]
}

const allWell: Finding = { about: 'journals', level: 'ok', text: 'every record can be read' }

function journalFinding({ run, writer, lost, tailBytes, isTornOnly, error }: DamagedJournal): Finding {
  const name = writer === 'main' ? run : `${run}, writer ${writer}`
  if (error !== undefined) return { about: 'journals', level: 'problem', text: `${name}: can not be read (${error}).` }
  if (isTornOnly)
    return {
      about: 'journals',
      level: 'note',
      text: `${name}: ended in the middle of a record (${bytesText(tailBytes)}), as a killed process leaves it.`,
    }
  const losses = [
    ...(lost > 0 ? [`${countText(lost, 'record')} lost`] : []),
    ...(tailBytes > 0 ? [`${bytesText(tailBytes)} at its end can not be read`] : []),
  ]
  return {
    about: 'journals',
    level: 'problem',
    text: `${name}: damaged, ${losses.join(', ')}. The rest is readable; look at the disk, restore a copy if there is one.`,
  }
}
