import { countText } from '../output/quantities.ts'
import { paint, print, screenWidth } from '../output/screen.ts'
import { tableLines, type Column } from '../output/table.ts'
import { padText, plainText } from '../output/text-width.ts'
import type { DoctorReport } from '../commands/doctor.ts'
import type { Finding } from './finding.ts'

const STYLES = { ok: 'green', note: 'yellow', problem: 'red' } as const
const ABOUT_WIDTH = 12
const LEVEL_WIDTH = 7

/** Prints what was found; a long sentence goes on below itself, for nothing of a remedy may be cut off. */
export function printReport({ findings, settings }: DoctorReport): void {
  const width = screenWidth()
  for (const finding of findings) print(...findingLines(finding, width))
  const own = settings.filter(({ source }) => source !== 'default')
  if (own.length > 0) print('', ...tableLines(own, SETTING_COLUMNS, width))
  const problems = findings.filter(({ level }) => level === 'problem').length
  print(
    '',
    problems === 0 ? paint('green', 'No problem found.') : paint('red', `${countText(problems, 'problem')} found.`),
  )
}

const SETTING_COLUMNS: Column<DoctorReport['settings'][number]>[] = [
  { title: 'SETTING', text: row => row.name },
  { title: 'VALUE', text: row => row.value, least: 8 },
  { title: 'FROM', text: row => row.source, least: 8 },
]

export function findingLines({ about, level, text }: Finding, width: number): string[] {
  const margin = LEVEL_WIDTH + ABOUT_WIDTH + 4
  const [first = '', ...rest] = wrapped(plainText(text), Math.max(20, width - margin))
  const head = `${paint(STYLES[level], level.padEnd(LEVEL_WIDTH))}  ${padText(about, ABOUT_WIDTH)}  ${first}`
  return [head, ...rest.map(line => ' '.repeat(margin) + line)]
}

/** Breaks between words; a word that is wider than the room is broken too. */
function wrapped(text: string, width: number): string[] {
  if (width === Infinity) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap(long => long.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [])) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? word : ` ${word}`
  }
  return [...lines, line]
}
