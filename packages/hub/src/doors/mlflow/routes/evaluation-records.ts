import type { MlflowDoor } from '../mlflow-door.ts'
import { digestOf, findDataset } from '../find/evaluation-dataset.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { asObject, asText, type Loose } from '../../otlp/loose.ts'
import type { EvaluationRecordState, Table } from '../state/mlflow-state.ts'
import { widenedSchema } from '../wire/evaluation-schema.ts'
import { parseExact } from '../wire/exact-json.ts'
import { readJsonObjects } from '../wire/json-field.ts'
import { own } from '../wire/key-values.ts'
import { invalidParameter } from '../wire/mlflow-error.ts'
import { checkMost, pageOf, readPageToken } from '../wire/page-token.ts'
import { pythonJson } from '../wire/python-json.ts'
import { USER_TAG } from './evaluation-datasets.ts'

const MOST_RECORDS = 50_000

/** The records of evaluation datasets. One that comes again with the same inputs is the same record. */
// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function evaluationRecordRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      '3.0 GET datasets/:id/records': ({ params, fields }) => {
        const { max_results: count, page_token: token } = fields({ max_results: 'integer', page_token: 'text' })
        const { id, dataset } = findDataset(door, params['id']!)
        const all = Object.values(dataset.records).sort((a, b) => a.createdAt - b.createdAt)
        const { rows, ...next } = pageOf(all, readPageToken(token), checkMost(count || 1000, MOST_RECORDS))
        return { records: `[${rows.map(record => recordJson(id, record)).join(', ')}]`, ...next }
      },
    },
    writes: {
      '3.0 POST datasets/:id/records': ({ params, fields }) => {
        const { id } = findDataset(door, params['id']!)
        return upsert(door, id, readJsonObjects('records', fields({ records: 'text!' }).records))
      },
      '3.0 DELETE datasets/:id/records': ({ params, fields }) => {
        const { id, dataset } = findDataset(door, params['id']!)
        const ids = new Set(fields({ dataset_record_ids: 'texts' }).dataset_record_ids)
        const found = Object.entries(dataset.records).filter(([, record]) => ids.has(record.id))
        if (found.length > 0)
          door.change(
            { evaluationDatasets: { [id]: { updatedAt: door.now } } },
            found.map(([digest]) => ['evaluationDatasets', id, 'records', digest]),
          )
        return { deleted_count: found.length }
      },
    },
  }
}

function upsert(door: MlflowDoor, id: string, given: readonly Loose[]): object {
  const { schema, records: present } = findDataset(door, id).dataset
  const records: Table<EvaluationRecordState> = {}
  let updated = 0
  let updatedBy: string | undefined
  for (const record of given) {
    const digest = digestOf(pythonJson(inputsOf(record), { sorted: true }))
    const known = own(records, digest) ?? own(present, digest)
    if (known !== undefined) updated++
    records[digest] = known === undefined ? newRecord(door, record) : changedRecord(known, record, door.now)
    updatedBy = userOf(record) ?? updatedBy
  }
  const change = { records, schema: widenedSchema(schema, given), updatedAt: door.now }
  door.change({ evaluationDatasets: { [id]: { ...change, ...(updatedBy !== undefined && { updatedBy }) } } })
  return { inserted_count: given.length - updated, updated_count: updated }
}

function inputsOf({ inputs = {} }: Loose): Loose {
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs))
    throw invalidParameter("Invalid value for parameter 'records' supplied: the inputs of each are to be an object.")
  return asObject(inputs)
}

function newRecord(door: MlflowDoor, record: Loose): EvaluationRecordState {
  const user = userOf(record) ?? ''
  return {
    id: `dr-${door.parts.ids.hex(16)}`,
    createdAt: door.now,
    updatedAt: door.now,
    createdBy: user,
    updatedBy: user,
    inputs: pythonJson(inputsOf(record)),
    outputs: jsonOf(record['outputs'] === undefined ? {} : record['outputs']),
    expectations: jsonOf(record['expectations']),
    tags: jsonOf(record['tags']),
    source: jsonOf(record['source']),
  }
}

/** Outputs are replaced; expectations and tags stay unless they are said anew. */
function changedRecord(known: EvaluationRecordState, record: Loose, now: number): EvaluationRecordState {
  return {
    ...known,
    updatedAt: now,
    updatedBy: userOf(record) ?? known.updatedBy,
    outputs: 'outputs' in record ? jsonOf(record['outputs']) : known.outputs,
    expectations: merged(known.expectations, record['expectations']),
    tags: merged(known.tags, record['tags']),
  }
}

function merged(before: string, given: unknown): string {
  const added = asObject(given)
  if (Object.keys(added).length === 0) return before
  return pythonJson({ ...(before !== '' && asObject(parseExact(before))), ...added })
}

function jsonOf(value: unknown): string {
  return value === undefined || value === null ? '' : pythonJson(value)
}

function userOf(record: Loose): string | undefined {
  return asText(asObject(record['tags'])[USER_TAG])
}

function recordJson(datasetId: string, record: EvaluationRecordState): string {
  const { id, inputs, outputs, expectations, tags, source } = record
  const { source_type: sourceType, source_data: data } = asObject(source === '' ? {} : parseExact(source))
  const sourceId = asObject(data)[sourceType === 'TRACE' ? 'trace_id' : 'source_id']
  const members = {
    dataset_record_id: pythonJson(id),
    dataset_id: pythonJson(datasetId),
    inputs,
    outputs,
    expectations,
    tags: tags || '{}',
    source,
    source_id: jsonOf(sourceId),
    source_type: jsonOf(sourceType),
    created_time: String(record.createdAt),
    last_update_time: String(record.updatedAt),
    created_by: jsonOf(record.createdBy || undefined),
    last_updated_by: jsonOf(record.updatedBy || undefined),
  }
  const written = Object.entries(members).filter(([, json]) => json !== '')
  return `{${written.map(([name, json]) => `"${name}": ${json}`).join(', ')}}`
}
