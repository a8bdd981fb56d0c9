import { dirname, resolve } from 'node:path'
import type { SpoolOutcome } from '@seetrain/hub'
import {
  createSink,
  diag,
  FileBlobStore,
  listRuns,
  listSinks,
  listWriters,
  nodeFileSystem,
  policyOf,
  randomIdSource,
  sinkSpecs,
  syncHome,
  syncRun,
  systemClock,
  type Settings,
  type Sink,
  type SyncProgress,
  type SyncResult,
} from '../../index.ts'
import { ProgressLine } from '../../terminal/progress-line.ts'
import { CommandError } from '../command-error.ts'
import { errorLine } from '../output/error-line.ts'
import { bytesText, countText } from '../output/quantities.ts'
import { paint, print, printJson, remark, screenWidth } from '../output/screen.ts'
import { tableLines } from '../output/table.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'

export interface SyncCommandOptions extends PlaceOptions {
  sink?: string[]
  spools?: boolean
  json?: boolean
}

type SyncOptions = Parameters<typeof syncHome>[2]

/** `seetrain sync` */
export async function sync(dir: string | undefined, options: SyncCommandOptions): Promise<void> {
  const folder = dir ?? options.dir
  const runDir = folder !== undefined && listWriters(folder, nodeFileSystem).length > 0 ? resolve(folder) : undefined
  const place = openHome(folder === undefined || runDir !== undefined ? {} : { dir: folder })
  const home = runDir === undefined ? place.home : dirname(dirname(runDir))
  const spools = await takeSpools(home, place.settings)
  if (options.spools || (spools.length > 0 && nothingNamed(options, place.settings))) return
  const sinks = sinkMakers(options.sink, place.settings)
  const progress = new ProgressLine()
  const warnings = new Set<string>()
  const syncOptions = syncOptionsFor(home, place.settings, progress, warnings)
  const results = await (runDir === undefined
    ? syncHome(home, sinks, syncOptions)
    : syncRun(runDir, sinks, syncOptions))
  progress.clear()
  for (const warning of warnings) diag.warn(warning)
  if (options.json) printJson(results)
  else tell(results, home)
  if (results.some(hasFailed)) process.exitCode = 1
}

/** Takes in what clients in other languages kept while no hub was there, and tells of it. */
async function takeSpools(home: string, settings: Settings): Promise<SpoolOutcome[]> {
  const { token } = settings
  const { syncSpools } = await import('@seetrain/hub')
  const outcomes = await syncSpools(home, {
    clock: systemClock,
    ids: randomIdSource,
    fileSystem: nodeFileSystem,
    fetch: globalThis.fetch,
    logger: diag,
    ...(token !== undefined && { token }),
  })
  for (const { runId, calls, reason } of outcomes) {
    if (reason === undefined) remark(`${runId}: ${countText(calls, 'call')} taken in`)
    else diag.warn(`${runId}: its calls are still in the spool: ${reason}`)
  }
  if (outcomes.some(({ reason }) => reason !== undefined)) process.exitCode = 1
  return outcomes
}

/** Whether there is nowhere to deliver to, which is no mistake where spools were to be taken in. */
function nothingNamed({ sink }: SyncCommandOptions, { sinks, url }: Settings): boolean {
  return sink === undefined && sinks.length === 0 && url === undefined
}

/** Each is made once here, so that a word that is no sink is refused before anything is sent. */
function sinkMakers(given: readonly string[] | undefined, settings: Settings): (() => Sink)[] {
  const ids = [...new Set(given?.flatMap(text => text.split(',')).filter(id => id !== ''))]
  const hub = settings.url === undefined ? [] : ['hub']
  const wanted = settings.sinks.length > 0 ? settings.sinks : hub
  const named = given === undefined ? wanted : ids.map(id => settings.sinks.find(spec => idOf(spec) === id) ?? id)
  const specs = sinkSpecs({ ...settings, mode: 'local', sinks: named })
  if (specs.length === 0) {
    throw new CommandError(
      'usage',
      `sync: no sink is named. Add --sink with one of ${listSinks().join(', ')}, or put sinks into the settings.`,
    )
  }
  return specs.map(spec => {
    try {
      createSink(spec)
    } catch (error) {
      throw new CommandError('usage', `${errorLine(error)} A folder goes before --sink.`)
    }
    return () => createSink(spec)
  })
}

function idOf(spec: Settings['sinks'][number]): string {
  return typeof spec === 'string' ? spec : spec.id
}

// a sink that is away says the same for every run, and would write over the progress
function syncOptionsFor(home: string, settings: Settings, progress: ProgressLine, warnings: Set<string>): SyncOptions {
  const ids = listRuns(home, nodeFileSystem)
  return {
    ports: {
      clock: systemClock,
      ids: randomIdSource,
      fileSystem: nodeFileSystem,
      fetch: globalThis.fetch,
      logger: { ...diag, warn: message => warnings.add(message) },
      blobs: new FileBlobStore(home, nodeFileSystem),
    },
    policy: policyOf(settings),
    onProgress: ({ runId, sink, delivered, lag }: SyncProgress) => {
      const place = `run ${ids.indexOf(runId) + 1} of ${ids.length}`
      progress.show(`${place}  ${runId} → ${sink}  ${countText(delivered, 'record')}, ${bytesText(lag)} to go`)
    },
  }
}

// a record that was set aside never arrived: whoever watches the exit code wants to know
function hasFailed({ complete, poisoned }: SyncResult): boolean {
  return !complete || poisoned > 0
}

function tell(results: readonly SyncResult[], home: string): void {
  if (results.length === 0) return remark(`No runs to deliver in ${home}. Name another folder: seetrain sync <dir>`)
  const hasWriters = results.some(({ writer }) => writer !== 'main')
  const lines = tableLines(
    results,
    [
      { title: 'RUN', text: result => result.runId, least: 8 },
      ...(hasWriters ? [{ title: 'WRITER', text: (result: SyncResult) => result.writer, least: 6 }] : []),
      { title: 'SINK', text: result => result.sink },
      { title: 'DELIVERED', text: result => String(result.delivered), align: 'right' },
      {
        title: 'RESULT',
        text: outcome,
        least: 10,
        paint: (cell, result) => paint(hasFailed(result) ? 'red' : 'green', cell),
      },
    ],
    screenWidth(),
  )
  print(paint('dim', lines[0]!), ...lines.slice(1))
}

function outcome({ sink, complete, poisoned, delivered, reason }: SyncResult): string {
  if (!complete) return `failed: ${reason ?? 'the sink did not take it'}`
  if (poisoned > 0)
    return `${countText(poisoned, 'record')} refused for good, kept in cursors/${encodeURIComponent(sink)}.poison.jsonl`
  return delivered === 0 ? 'had everything' : 'complete'
}
