import { ArtifactStore } from '../artifact/artifact-store.ts'
import type { OpenRecord } from '../contracts/record.ts'
import type { Run } from '../contracts/run.ts'
import { diag, setLogLevel } from '../diag.ts'
import { JournalLockedError } from '../errors/journal-locked-error.ts'
import { events } from '../events.ts'
import { listWriters, MAIN_WRITER, readRun, writerFolder } from '../journal/run-reader.ts'
import { JournalWriter } from '../journal/writer.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { systemClock } from '../ports/system-clock.ts'
import { VERSION } from '../version.ts'
import { accompany, sinksOf } from './accompany.ts'
import { Companions } from './companions.ts'
import { ExperimentRun } from './experiment-run.ts'
import { copyPast } from './fork.ts'
import type { InitOptions } from './init-options.ts'
import { MediaLog } from './media-log.ts'
import { MetricLog } from './metric-log.ts'
import { NoopRun } from './noop-run.ts'
import { asGuest, planRun, type Plan } from './plan-run.ts'
import { RunRecorder } from './run-recorder.ts'
import { RunState } from './run-state.ts'

/** Starts a run, or continues, joins or forks one. Throws for what the caller got wrong; a disk that refuses only warns. */
export function openRun(options: InitOptions): Run {
  const plan = planRun(options)
  const { settings, id, config } = plan
  setLogLevel(settings.logLevel)
  if (settings.mode === 'disabled') return new NoopRun({ id, name: settings.runName ?? id, project: settings.project, config })
  try {
    return startRun(plan)
  } catch (error) {
    // another process took the journal between the look and the lock
    const mayJoin = plan.resume !== 'never' && plan.writer.id === MAIN_WRITER
    if (mayJoin && error instanceof JournalLockedError && !error.isOurs) return startRun(asGuest(plan))
    throw error
  }
}

function startRun(plan: Plan): Run {
  const { settings, ports, dir, writer, id } = plan
  const resumed = listWriters(dir, ports.fileSystem)
  const sinks = sinksOf(plan)
  const companions = new Companions()
  const journal = new JournalWriter({
    folder: writerFolder(dir, writer.id),
    thread: writer.thread,
    durability: settings.durability,
    segmentBytes: settings.segmentBytes,
    clock: ports.clock,
    fileSystem: ports.fileSystem,
    ids: ports.ids,
    guarded: ports.clock === systemClock && ports.fileSystem === nodeFileSystem,
    onGrow: () => companions.onGrow(),
    onProblem: error => onDisk(error),
  })
  const state = resumed.length === 0 ? new RunState() : recall(plan)
  const name = settings.runName ?? (state.name || ports.ids.runName())
  const recorder = new RunRecorder(name, state, journal, ports.clock)
  const onDisk = (error: Error | undefined): void => {
    if (error === undefined) diag.info(`run ${name}: the journal can be written again`)
    else recorder.tell('journal', `journal: can not write to ${dir} (${error.message}). Training goes on; records wait in memory and are counted when they no longer fit. Free space or fix permissions.`)
  }
  recorder.record(openRecord(plan, name, state, resumed.includes(writer.id)))
  const metrics = new MetricLog(recorder, settings.maxKeyLength)
  if (plan.options.forkFrom !== undefined && resumed.length === 0) copyPast(plan.options.forkFrom, plan.home, ports.fileSystem, recorder, metrics)
  if (Object.keys(plan.config).length > 0) recorder.record({ kind: 'config', time: ports.clock.now(), set: plan.config })
  const media = new MediaLog({ recorder, blobs: ports.blobs, maxBytes: settings.maxMediaBytes, acceptsKey: key => metrics.acceptsKey(key) })
  const artifacts = new ArtifactStore({ home: plan.home, ...ports })
  const run = new ExperimentRun({ id, dir, recorder, metrics, media, artifacts, companions, durable: settings.durability === 'power' })
  accompany(plan, sinks, recorder, companions)
  events.emit('run-start', run)
  return run
}

/**
 * What a continued run knows of its past. A guest of a run knows its words and config, but counts its own steps, since
 * its points are its own.
 */
function recall(plan: Plan): RunState {
  const state = new RunState()
  for (const { writer, record } of readRun(plan.dir, plan.ports.fileSystem)) {
    const isForeign = writer !== plan.writer.id && (record.kind === 'metric' || record.kind === 'end')
    if (!isForeign) state.apply(record, writer)
  }
  for (const metric of state.metrics.values()) metric.journalKey = -1
  return state
}

function openRecord(plan: Plan, name: string, state: RunState, resumed: boolean): OpenRecord {
  const { options, settings, ports, writer, id } = plan
  const time = ports.clock.now()
  const words = {
    description: options.description,
    notes: options.notes,
    group: settings.runGroup,
    jobType: settings.jobType,
    tags: settings.tags.length > 0 ? [...settings.tags] : undefined,
    forkedFrom: options.forkFrom && { runId: options.forkFrom.run, step: options.forkFrom.step },
  }
  const given = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))
  return {
    kind: 'open',
    time,
    runId: id,
    project: state.project || settings.project,
    name,
    createdAt: state.createdAt || time,
    writer,
    resumed,
    ...given,
    version: VERSION,
  }
}
