import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { MetricRecord } from '@seetrain/core'
import { parse as parseYaml } from 'yaml'
import type { Texts } from '../../doors/mlflow/wire/key-values.ts'
import { numberOf } from '../table/row-reader.ts'
import { wholeLines } from '../whole-lines.ts'
import type { StoredRunReader } from './read-stored-run.ts'
import { endStateOf, type StoredPoints, type StoredRun } from './stored-run.ts'

const META = 'meta.yaml'
const PIECE_RECORDS = 16_384

/** How far the file of each metric was read, in bytes. */
type Offsets = { [key: string]: number }
type Meta = { readonly [name: string]: unknown }

/** What the folder's `meta.yaml` says, when it is that of a run; undefined for any other folder. */
export function readRunMeta(folder: string): Meta | undefined {
  const meta = readMeta(folder)
  const id = meta?.['run_id'] ?? meta?.['run_uuid']
  return typeof id === 'string' && numberOf(meta?.['start_time']) !== undefined ? meta : undefined
}

/** A run of a file store: a folder `<store>/<experiment>/<run>`. */
export function fileRunReader(folder: string): StoredRunReader<Offsets> {
  return { run: () => readRun(folder), points: from => readPoints(join(folder, 'metrics'), from ?? {}) }
}

export function readRun(folder: string): StoredRun {
  const meta = readRunMeta(folder) ?? {}
  const experiment = readMeta(dirname(folder)) ?? {}
  const tags = readTexts(join(folder, 'tags'))
  const text = (name: string): string => String(meta[name] ?? '')
  const beside = join(folder, 'artifacts')
  return {
    id: basename(folder),
    name: tags['mlflow.runName'] ?? (text('run_name') || basename(folder)),
    experiment: text('experiment_id') || basename(dirname(folder)),
    project: String(experiment['name'] ?? basename(dirname(folder))),
    user: text('user_id'),
    startedAt: Number(meta['start_time'] ?? 0),
    endedAt: numberOf(meta['end_time']),
    end: endStateOf(meta['status']),
    isDeleted: meta['lifecycle_stage'] === 'deleted' || experiment['lifecycle_stage'] === 'deleted',
    params: readTexts(join(folder, 'params')),
    tags,
    // a store that was moved has them where it lies now
    artifactUri: keysBelow(beside).length > 0 ? beside : text('artifact_uri'),
  }
}

function readMeta(folder: string): Meta | undefined {
  const path = join(folder, META)
  if (!existsSync(path)) return undefined
  try {
    const meta: unknown = parseYaml(readFileSync(path, 'utf8'))
    return typeof meta === 'object' && meta !== null ? (meta as Meta) : undefined
  } catch {
    // half written, or not MLflow's
    return undefined
  }
}

/** A file for each key, with its value as the content. */
function readTexts(folder: string): Texts {
  return Object.fromEntries(keysBelow(folder).map(key => [key, readFileSync(join(folder, key), 'utf8')]))
}

/** Keys with slashes lie in folders. */
function keysBelow(folder: string, prefix = ''): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const key = `${prefix}${entry.name}`
      if (entry.isDirectory()) return keysBelow(join(folder, entry.name), `${key}/`)
      return entry.isFile() ? [key] : []
    })
}

function* readPoints(folder: string, from: Offsets): Generator<StoredPoints<Offsets>> {
  const position = { ...from }
  let points: MetricRecord[] = []
  for (const key of keysBelow(folder)) {
    for (const { text, end } of wholeLines(join(folder, key), position[key] ?? 0)) {
      position[key] = end
      const point = pointOf(key, text)
      if (point !== undefined) points.push(point)
      if (points.length < PIECE_RECORDS) continue
      yield { points, position: { ...position } }
      points = []
    }
  }
  if (points.length > 0) yield { points, position: { ...position } }
}

/** `<time> <value> <step>`; the oldest stores have no step. */
function pointOf(key: string, line: string): MetricRecord | undefined {
  const [time, value, step = 0] = line.split(' ').map(numberOf)
  if (time === undefined || value === undefined) return undefined
  return { kind: 'metric', time, key, step, value }
}
