import type { MediaItem, PlainObject } from '@seetrain/core'
import { mediaPath } from './wandb-files.ts'
import { fileValue, type HistoryValue, type MediaPlace, type MediaTarget } from './wandb-values.ts'
import { configRecord } from './wandb-records.ts'
import { storeTable } from './wandb-tables.ts'

/** A chart of W&B: its name there, and which column of ours is which of its fields. */
interface Chart {
  name: string
  fields: { [field: string]: string }
  /** Columns of the table: theirs → ours. */
  columns: { [column: string]: string }
}

interface VegaLite {
  title?: string
  mark?: { type?: string }
  data?: { values?: PlainObject[] }
  encoding?: { [channel: string]: { title?: string; field?: string } | undefined }
}

/**
 * Charts that SeeTrain drew are W&B's own charts of the kind, with their numbers as a table; Plotly is taken as it is.
 * W&B keeps other specifications on its server alone: those become a page with the specification in it.
 */
export async function plotValues(place: MediaPlace, item: MediaItem, target: MediaTarget): Promise<HistoryValue[]> {
  const { blob, details } = item
  if (details['format'] === 'plotly')
    return fileValue(place, item, target, { type: 'plotly-file', kind: 'plotly', ending: 'plotly.json' })
  const plot = target.blobs.json(blob) as VegaLite | undefined
  if (plot === undefined) return []
  const chart = details['format'] === 'vega-lite' ? chartFor(plot) : undefined
  const rows = plot.data?.values
  return chart && rows ? chartValues(place, plot, chart, rows, target) : pageValue(place, item, target)
}

function chartFor({ mark, encoding }: VegaLite): Chart | undefined {
  const title = encoding?.['x']?.title
  if (title === 'Recall' || title === 'False positive rate') {
    const [x, y] = title === 'Recall' ? ['recall', 'precision'] : ['fpr', 'tpr']
    const columns = { class: 'series', [x]: 'x', [y]: 'y' }
    return { name: 'wandb/area-under-curve/v0', fields: { x, y, class: 'class' }, columns }
  }
  switch (mark?.type) {
    case 'line':
      return chartOf('wandb/lineseries/v0', { step: 'x', lineKey: 'series', lineVal: 'y' })
    case 'point':
      return chartOf('wandb/scatter/v0', { x: 'x', y: 'y', series: 'series' })
    case 'bar':
      return chartOf('wandb/bar/v0', { label: 'label', value: 'value' })
    case 'rect':
      return chartOf('wandb/confusion_matrix/v1', { Actual: 'actual', Predicted: 'predicted', nPredictions: 'count' })
    default:
      return undefined
  }
}

function chartOf(name: string, columns: { [column: string]: string }): Chart {
  return { name, columns, fields: Object.fromEntries(Object.keys(columns).map(column => [column, column])) }
}

async function chartValues(
  place: MediaPlace,
  { title = '', encoding = {} }: VegaLite,
  { name, fields, columns }: Chart,
  rows: readonly PlainObject[],
  target: MediaTarget,
): Promise<HistoryValue[]> {
  const key = `${place.key}_table`
  const words = { title, 'x-axis-title': encoding['x']?.title ?? '', 'y-axis-title': encoding['y']?.title ?? '' }
  const panel = { panelDefId: name, fieldSettings: fields, stringSettings: words, ...queryOf(key) }
  target.emit(configRecord([[['_wandb', 'visualize', place.key], { panel_type: 'Vega2', panel_config: panel }]]))
  const content = {
    columns: Object.keys(columns).map(column => ({ name: column, type: 'json' as const })),
    rows: rows.map(row => Object.values(columns).map(column => row[column] ?? null)),
  }
  return storeTable({ ...place, key }, content, target)
}

/** Asks the page for the table of the chart in each run that is shown. */
function queryOf(tableKey: string) {
  const leaf = (name: string) => ({ name, fields: [] })
  const table = { name: 'summaryTable', args: [{ name: 'tableKey', value: tableKey }], fields: [] }
  const runs = {
    name: 'runSets',
    args: [{ name: 'runSets', value: '${runSets}' }],
    fields: [leaf('id'), leaf('name'), leaf('_defaultColorIndex'), table],
  }
  return { transform: { name: 'tableWithLeafColNames' }, userQuery: { queryFields: [runs] } }
}

function pageValue(place: MediaPlace, item: MediaItem, target: MediaTarget): HistoryValue[] {
  const text = target.blobs.text(item.blob)
  if (text === undefined) return []
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const page = `<!doctype html><meta charset="utf-8"><pre>${escaped}</pre>`
  const path = mediaPath({ ...place, kind: 'html', ending: 'html' }, item.blob.sha256)
  return [[place.key, { _type: 'html-file', ...target.files.storeText(path, page) }]]
}
