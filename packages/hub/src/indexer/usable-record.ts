import type { MediaItem, RecordKind, RunRecord } from '@seetrain/core'

type Fields = Readonly<Record<string, unknown>>

/** What the store relies on, per kind. Journals come from other machines and other languages too. */
const CHECKS: Readonly<Record<RecordKind, (record: Fields) => boolean>> = {
  open: record =>
    areTexts(record, 'project', 'name') && areNumbers(record, 'createdAt') && areTexts(inside(record, 'writer'), 'id'),
  edit: () => true,
  config: record =>
    isObject(record['set']) && (record['unset'] === undefined || isListOf(record['unset'], Array.isArray)),
  definition: record => areTexts(record, 'key'),
  metric: record => areTexts(record, 'key') && areNumbers(record, 'step') && typeof record['value'] === 'number',
  media: record => areTexts(record, 'key', 'type') && areNumbers(record, 'step') && isListOf(record['items'], isItem),
  artifact: record =>
    areTexts(record, 'name', 'type', 'version') && isListOf(record['aliases'], isText) && isBlob(record['manifest']),
  edge: record => areTexts(record, 'relation', 'from', 'to'),
  span: record =>
    areTexts(record, 'traceId', 'spanId', 'name', 'spanKind', 'status') &&
    areNumbers(record, 'endTime') &&
    isObject(record['attributes']),
  console: record => areTexts(record, 'stream', 'text') && areNumbers(record, 'line'),
  system: record => isObject(record['values']),
  environment: record => isObject(record['sections']),
  alert: record => areTexts(record, 'title', 'level'),
  dropped: record => areNumbers(record, 'count'),
  end: record => areTexts(record, 'state'),
}

/** Words that must be text, and lists of text, where they are there at all. */
const TEXTS = ['name', 'description', 'notes', 'group', 'jobType']

/** Whether a record is what its kind promises, as far as a store relies on it. */
export function isUsable(record: RunRecord): boolean {
  const fields: unknown = record
  if (!isObject(fields) || typeof fields['kind'] !== 'string' || !Object.hasOwn(CHECKS, fields['kind'])) return false
  if (!areNumbers(fields, 'time')) return false
  if (TEXTS.some(name => fields[name] !== undefined && typeof fields[name] !== 'string')) return false
  if (fields['tags'] !== undefined && !isListOf(fields['tags'], isText)) return false
  return CHECKS[record.kind](fields)
}

function areTexts(record: Fields, ...names: string[]): boolean {
  return names.every(name => typeof record[name] === 'string')
}

function areNumbers(record: Fields, ...names: string[]): boolean {
  return names.every(name => Number.isFinite(record[name]))
}

function inside(record: Fields, name: string): Fields {
  const value = record[name]
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isListOf(value: unknown, check: (element: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(check)
}

function isBlob(value: unknown): boolean {
  return isObject(value) && typeof value['sha256'] === 'string'
}

function isItem(value: unknown): value is MediaItem {
  return isObject(value) && isBlob(value['blob']) && isObject(value['details'])
}
