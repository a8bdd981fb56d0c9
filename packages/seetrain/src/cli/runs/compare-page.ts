import type { RunSummary } from '@seetrain/core'
import { shortNumber } from '../../terminal/metric-rows.ts'
import { countText } from '../output/quantities.ts'
import { paint } from '../output/screen.ts'
import { tableLines, type Column } from '../output/table.ts'
import { fitText, plainText } from '../output/text-width.ts'
import type { ComparedRow, Comparison } from './compare-runs.ts'
import { memberText } from './config-pairs.ts'

const LEAST_KEY = 12
const LEAST_VALUE = 8
const GAP = 2

interface Line {
  label: string
  cells: string[]
  change: string
  isTitle: boolean
}

/** The lines of `seetrain compare`. More runs than fit side by side stand below each other. */
export function comparePage(
  runs: readonly RunSummary[],
  { config, summary }: Comparison,
  options: { all: boolean; width: number },
): string[] {
  const shown = (row: ComparedRow): boolean => options.all || row.differs
  const lines = [
    ...headLines(runs),
    ...section('Config', config.filter(shown).map(configLine)),
    ...section('Summary', summary.filter(shown).map(summaryLine)),
  ]
  const same = [...config, ...summary].filter(row => !shown(row)).length
  const remark = `${countText(same, 'value')} the same in all. --all shows them.`
  return [
    ...blocks(runs, lines, options.width),
    ...(same === 0 ? [] : ['', paint('dim', fitText(remark, options.width))]),
  ]
}

function headLines(runs: readonly RunSummary[]): Line[] {
  const line = (label: string, cells: string[]): Line => ({ label, cells, change: '', isTitle: false })
  const projects = runs.map(({ project }) => project)
  return [
    line(
      'id',
      runs.map(({ id }) => id),
    ),
    ...(new Set(projects).size > 1 ? [line('project', projects)] : []),
    line(
      'state',
      runs.map(({ state }) => state),
    ),
  ]
}

function section(title: string, lines: Line[]): Line[] {
  return lines.length === 0 ? [] : [{ label: title, cells: [], change: '', isTitle: true }, ...lines]
}

function configLine({ key, values }: ComparedRow): Line {
  const cells = values.map(value => (value === undefined ? '' : memberText(value)))
  return { label: key, cells, change: '', isTitle: false }
}

function summaryLine({ key, values, differs }: ComparedRow): Line {
  const numbers = values.map(value => (value === undefined ? undefined : Number(value)))
  const short = numbers.map(shortNumber)
  // four digits may hide the difference that is to be shown
  const isHidden = differs && new Set(short).size < new Set(numbers).size
  const cells = isHidden ? numbers.map(value => (value === undefined ? '' : String(value))) : short
  return { label: key, cells, change: changeText(numbers), isTitle: false }
}

function changeText([first, second, ...more]: readonly (number | undefined)[]): string {
  if (first === undefined || second === undefined || more.length > 0) return ''
  const change = second - first
  return Number.isNaN(change) ? '' : `${change > 0 ? '+' : ''}${shortNumber(change)}`
}

function blocks(runs: readonly RunSummary[], lines: readonly Line[], width: number): string[] {
  const longest = Math.max(...lines.map(({ label }) => label.length))
  const keyWidth = Math.min(longest, Math.max(LEAST_KEY, Math.floor(width / 3)))
  const perBlock = Math.max(1, Math.floor((width - keyWidth) / (LEAST_VALUE + GAP)))
  const texts: string[] = []
  for (let from = 0; from < runs.length; from += perBlock) {
    if (from > 0) texts.push('')
    const columns = columnsOf(runs.slice(from, from + perBlock), from, lines, width)
    const [head = '', ...body] = tableLines(lines, columns, width)
    texts.push(paint('bold', head))
    for (const [index, line] of body.entries())
      texts.push(...(lines[index]!.isTitle ? ['', paint('bold', line)] : [line]))
  }
  return texts
}

function columnsOf(runs: readonly RunSummary[], from: number, lines: readonly Line[], width: number): Column<Line>[] {
  const values = runs.map(({ name }, index): Column<Line> => ({
    title: plainText(name),
    text: line => line.cells[from + index] ?? '',
    least: LEAST_VALUE,
  }))
  const hasChange = lines.some(({ change }) => change !== '')
  const change: Column<Line> = { title: 'CHANGE', text: line => line.change, least: 6 }
  const key: Column<Line> = { title: '', text: line => `${line.isTitle ? '' : '  '}${line.label}`, least: LEAST_KEY }
  return [key, ...values, ...(hasChange && width >= 60 ? [change] : [])]
}
