import type { CallFacts, CallQuery } from '../call-facts.ts'
import { mediaBlobs, type EnvironmentRecord } from '@seetrain/core'
import { GapError } from '../../errors/gap-error.ts'
import type { JournalBatch } from '../batch.ts'
import { configValues } from '../config-values.ts'
import type {
  AlertQuery,
  ArtifactQuery,
  ConsoleLine,
  ConsoleQuery,
  MediaKey,
  MediaQuery,
  SpanQuery,
  StoreCounts,
  StoredAlert,
  StoredArtifact,
  StoredEdge,
  StoredEnvironment,
  StoredMedia,
  StoredSpan,
} from '../content-query.ts'
import type { MetricRow, Paged, ProjectRow, RunColumns, RunQuery, RunRow } from '../run-query.ts'
import { textOfMedia } from '../search-words.ts'
import type { SeriesAnswer, SeriesQuery } from '../series-query.ts'
import type { SpanGroup, SpanGroupQuery } from '../span-groups.ts'
import type { Applied, Store, StoredCursor } from '../store.ts'
import { compareText } from '../writer-order.ts'
import { hasWords, newestFirst, pageOf, recordsOf } from './memory-content.ts'
import { consoleOf, MemoryRun } from './memory-run.ts'
import { compareRows, matchesQuery, metricRows, rowOf } from './memory-runs.ts'
import { readSeries } from './memory-series.ts'
import { callsOf, spanGroupsOf, spansOf } from './memory-spans.ts'
import { groupBy } from './group-by.ts'

/** The store in memory: for tests and for looking at a folder once. Every question looks at everything. */
export class MemoryStore implements Store {
  readonly #runs = new Map<string, MemoryRun>()

  async apply(runId: string, writer: string, fromOffset: number, batch: JournalBatch): Promise<Applied> {
    const known = this.#runs.get(runId)?.writers.find(one => one.writer === writer)
    const offset = known?.offset ?? 0
    if (fromOffset > offset) throw new GapError(runId, writer, fromOffset, offset)
    if (fromOffset < offset) return { applied: false, offset }
    const run = this.#runs.get(runId) ?? new MemoryRun(runId)
    run.apply(writer, batch)
    this.#runs.set(runId, run)
    return { applied: true, offset: batch.nextOffset }
  }

  async setAlive(runId: string, alive: boolean): Promise<void> {
    const run = this.#runs.get(runId)
    if (run !== undefined) run.alive = alive
  }

  async forget(runId: string): Promise<void> {
    this.#runs.delete(runId)
  }

  async clear(): Promise<void> {
    this.#runs.clear()
  }

  async close(): Promise<void> {}

  async cursors(): Promise<StoredCursor[]> {
    return [...this.#runs.values()].flatMap(run =>
      run.writers.map(({ writer, offset, lost }) => ({ runId: run.id, writer, offset, lost })),
    )
  }

  async projects(): Promise<ProjectRow[]> {
    const byProject = groupBy(this.#rows(), row => row.project)
    return [...byProject]
      .sort(([one], [other]) => compareText(one, other))
      .map(([project, rows]) => ({
        project,
        runs: rows.filter(row => !row.deleted).length,
        running: rows.filter(row => !row.deleted && row.state === 'running').length,
        deleted: rows.filter(row => row.deleted).length,
        updatedAt: Math.max(...rows.map(row => row.updatedAt)),
      }))
  }

  async runs(query: RunQuery): Promise<Paged<RunRow>> {
    const sort = query.sort ?? [{ field: { of: 'run', name: 'createdAt' }, descending: true }]
    const rows = this.#rows()
      .filter(row => matchesQuery(row, query))
      .sort((one, other) => compareRows(one, other, sort))
    const page = pageOf(rows, query)
    return { ...page, rows: page.rows.map(row => rowOf(this.#runs.get(row.id)!, query.metrics ?? [])) }
  }

  async run(runId: string): Promise<RunRow | undefined> {
    const run = this.#runs.get(runId)
    return run && rowOf(run, 'all')
  }

  async columns(project?: string): Promise<RunColumns> {
    const rows = this.#rows().filter(row => !row.deleted && (project === undefined || row.project === project))
    const count = (names: string[]): [string, number][] =>
      [...groupBy(names, name => name)]
        .map(([name, all]): [string, number] => [name, all.length])
        .sort(([one], [other]) => compareText(one, other))
    const paths = rows.flatMap(row => configValues(row.config).map(value => value.path))
    return {
      config: count(paths).map(([path, runs]) => ({ path, runs })),
      metrics: count(rows.flatMap(row => Object.keys(row.metrics))).map(([key, runs]) => ({ key, runs })),
    }
  }

  async metrics(runId: string): Promise<MetricRow[]> {
    const run = this.#runs.get(runId)
    return run === undefined ? [] : metricRows(run)
  }

  async systemKeys(runs: readonly string[]): Promise<string[]> {
    const keys = runs.flatMap(runId => this.#runs.get(runId)?.series('system') ?? []).map(series => series.key)
    return [...new Set(keys)].sort(compareText)
  }

  async series(query: SeriesQuery): Promise<SeriesAnswer> {
    return readSeries(this.#runs, query)
  }

  async media(query: MediaQuery): Promise<Paged<StoredMedia>> {
    const { keys, type, fromStep = -Infinity, toStep = Infinity, blob, text } = query
    const rows = recordsOf(this.#runs, 'media', query)
      .filter(({ record }) => keys === undefined || keys.includes(record.key))
      .filter(({ record }) => type === undefined || record.type === type)
      .filter(({ record }) => record.step >= fromStep && record.step <= toStep)
      .filter(
        ({ record }) => blob === undefined || record.items.flatMap(mediaBlobs).some(({ sha256 }) => sha256 === blob),
      )
      .filter(({ runId, writer, record }) =>
        hasWords(textOfMedia(record, this.#runs.get(runId)!.writer(writer).texts), text),
      )
      .sort(
        ({ record: one }, { record: other }) =>
          compareText(one.key, other.key) || one.step - other.step || one.time - other.time,
      )
    return pageOf(rows, query)
  }

  async mediaKeys(runs: readonly string[]): Promise<MediaKey[]> {
    const groups = groupBy(recordsOf(this.#runs, 'media', { runs }), ({ runId, record }) =>
      JSON.stringify([record.key, record.type, runId]),
    )
    return [...groups.values()]
      .map(group => {
        const { runId, record } = group[0]!
        const steps = Float64Array.from(new Set(group.map(media => media.record.step))).sort()
        return { runId, key: record.key, type: record.type, steps }
      })
      .sort(
        (one, other) =>
          compareText(one.key, other.key) || compareText(one.type, other.type) || compareText(one.runId, other.runId),
      )
  }

  async spans(query: SpanQuery): Promise<Paged<StoredSpan>> {
    return spansOf(this.#runs, query)
  }

  async calls(query: CallQuery): Promise<CallFacts[]> {
    return callsOf(this.#runs, query)
  }

  async spanGroups(query: SpanGroupQuery): Promise<Paged<SpanGroup>> {
    return spanGroupsOf(this.#runs, query)
  }

  async console(query: ConsoleQuery): Promise<Paged<ConsoleLine>> {
    const { runId, writer: name, stream, fromPosition = 0, text } = query
    const writer = this.#runs.get(runId)?.writers.find(({ writer }) => writer === name)
    const lines = writer === undefined ? [] : consoleOf(writer)
    const rows = lines
      .filter(line => (stream === undefined || line.stream === stream) && line.position >= fromPosition)
      .filter(line => hasWords(line.text, text))
    return pageOf(rows, query)
  }

  async artifacts(query: ArtifactQuery): Promise<Paged<StoredArtifact>> {
    const { project, name, type, text = '' } = query
    const rows = recordsOf(this.#runs, 'artifact', query)
      .map(stored => ({ ...stored, project: this.#runs.get(stored.runId)!.fold.row(stored.runId).project }))
      .filter(artifact => project === undefined || artifact.project === project)
      .filter(
        ({ record }) => (name === undefined || record.name === name) && (type === undefined || record.type === type),
      )
      .filter(({ record }) =>
        [record.name, record.description ?? '', ...record.aliases]
          .join('\n')
          .toLowerCase()
          .includes(text.toLowerCase()),
      )
    return pageOf(newestFirst(rows), query)
  }

  async edges(nodes: readonly string[]): Promise<StoredEdge[]> {
    return recordsOf(this.#runs, 'edge', { runs: [...this.#runs.keys()] })
      .filter(({ record }) => nodes.includes(record.from) || nodes.includes(record.to))
      .sort((one, other) => one.record.time - other.record.time)
  }

  async environment(runId: string): Promise<StoredEnvironment[]> {
    const byWriter = groupBy(recordsOf(this.#runs, 'environment', { runs: [runId] }), ({ writer }) => writer)
    return [...byWriter].map(([writer, all]) => ({ runId, writer, record: merged(all.map(({ record }) => record)) }))
  }

  async alerts(query: AlertQuery): Promise<Paged<StoredAlert>> {
    const rows = recordsOf(this.#runs, 'alert', query)
    return pageOf(
      newestFirst(rows.filter(({ record }) => query.level === undefined || record.level === query.level)),
      query,
    )
  }

  async counts(): Promise<StoreCounts> {
    const writers = [...this.#runs.values()].flatMap(run => run.writers)
    const series = writers.flatMap(writer => writer.series)
    const count = (kind: string): number =>
      writers.reduce((sum, { records }) => sum + records.filter(record => record.kind === kind).length, 0)
    return {
      runs: this.#runs.size,
      series: series.length,
      points: series.reduce((sum, { points }) => sum + points.length, 0),
      media: count('media'),
      spans: count('span'),
      consoleLines: writers.reduce((sum, writer) => sum + consoleOf(writer).length, 0),
      artifacts: count('artifact'),
      alerts: count('alert'),
    }
  }

  #rows(): RunRow[] {
    return [...this.#runs.values()].map(run => rowOf(run, 'all'))
  }
}

function merged(records: readonly EnvironmentRecord[]): EnvironmentRecord {
  return { ...records.at(-1)!, sections: Object.assign({}, ...records.map(({ sections }) => sections)) }
}
