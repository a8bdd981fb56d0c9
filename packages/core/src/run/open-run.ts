import { ArtifactStore } from '../artifact/artifact-store.ts'
import type { OpenRecord } from '../contracts/record.ts'
import type { Run } from '../contracts/run.ts'
import { diag, setLogLevel } from '../diag.ts'
import { JournalLockedError } from '../errors/journal-locked-error.ts'
import { announce } from '../events.ts'
import { writerFolder } from '../journal/run-reader.ts'
import { JournalWriter } from '../journal/writer.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { systemClock } from '../ports/system-clock.ts'
import { VERSION } from '../version.ts'
import { accompany, couriersOf } from './accompany.ts'
import { ArtifactLog } from './artifact-log.ts'
import { Companions } from './companions.ts'
import { ExperimentRun } from './experiment-run.ts'
import { copyPast } from './fork.ts'
import type { InitOptions } from './init-options.ts'
import { MediaLog } from './media-log.ts'
import { MetricLog } from './metric-log.ts'
import { NoopRun } from './noop-run.ts'
import { asGuest, planRun, type Plan } from './plan-run.ts'
import { knownWriters, recall } from './recall.ts'
import { RunRecorder } from './run-recorder.ts'
import { RunState } from './run-state.ts'

/** Starts a run, or continues, joins or forks one. Throws for what the caller got wrong; a disk that refuses only warns. */
export function openRun(options: InitOptions): Run {
  const plan = planRun(options)
  const { settings, id, config } = plan
  setLogLevel(settings.logLevel)
  if (settings.mode !== 'disabled') return startOrJoin(plan)
  return new NoopRun({ id, name: settings.runName ?? id, project: settings.project, config })
}

// another process may take the journal between the look and the lock, and one on another machine a guest's name
function startOrJoin(plan: Plan, guests = 0): Run {
  try {
    return startRun(plan)
  } catch (error) {
    if (!plan.mayJoin || !(error instanceof JournalLockedError) || error.isOurs) throw error
    return startOrJoin(asGuest(plan, guests), guests + 1)
  }
}

function startRun(plan: Plan): Run {
  const { settings, ports, dir, id, home } = plan
  const couriers = couriersOf(plan)
  const companions = new Companions()
  const { recorder, isNew } = openRecorder(plan, companions)
  const metrics = new MetricLog(recorder, settings.maxKeyLength)
  if (isNew) copyPast(plan, recorder, metrics)
  if (Object.keys(plan.config).length > 0)
    recorder.record({ kind: 'config', time: ports.clock.now(), set: plan.config })
  const acceptsKey = (key: string): boolean => metrics.acceptsKey(key)
  const media = new MediaLog({ recorder, ...ports, maxBytes: settings.maxMediaBytes, acceptsKey })
  const artifacts = new ArtifactLog(id, recorder, new ArtifactStore({ home, ...ports }))
  const durable = settings.durability === 'power'
  const run = new ExperimentRun({
    id,
    dir,
    recorder,
    metrics,
    media,
    artifacts,
    blobs: ports.blobs,
    companions,
    durable,
  })
  accompany(plan, couriers, recorder, companions)
  announce('run-start', run)
  return run
}

/** Takes the journal, remembers what it holds, and writes the first record. */
function openRecorder(plan: Plan, companions: Companions): { recorder: RunRecorder; isNew: boolean } {
  const { settings, ports, dir, writer } = plan
  let recorder: RunRecorder | undefined
  const journal = openJournal(plan, {
    onGrow: () => companions.onGrow(),
    onProblem: error => recorder && tellDisk(recorder, dir, error),
  })
  const writers = knownWriters(dir, ports.fileSystem)
  const state = writers.length === 0 ? new RunState() : recall(dir, writer.id, ports.fileSystem)
  const { project } = state
  const name = settings.runName ?? (state.name || ports.ids.runName())
  recorder = new RunRecorder({ name, writer: writer.id, state, journal, clock: ports.clock })
  recorder.record(openRecord(plan, name, state, writers))
  tellWhatStays(plan, project, recorder)
  return { recorder, isNew: writers.length === 0 }
}

function openJournal(
  { settings, ports, dir, writer }: Plan,
  listeners: { onGrow(): void; onProblem(error: Error | undefined): void },
): JournalWriter {
  const { clock, fileSystem, ids } = ports
  return new JournalWriter({
    folder: writerFolder(dir, writer.id),
    thread: writer.thread,
    durability: settings.durability,
    segmentBytes: settings.segmentBytes,
    clock,
    fileSystem,
    ids,
    guarded: clock === systemClock && fileSystem === nodeFileSystem,
    ...listeners,
  })
}

function tellDisk(recorder: RunRecorder, dir: string, error: Error | undefined): void {
  if (error === undefined) diag.info(`${dir}: the journal can be written again`)
  else
    recorder.tell(
      'journal',
      `journal: can not write to ${dir} (${error.message}). Training goes on; records wait in memory and are counted when they no longer fit. Free space or fix permissions.`,
    )
}

// a run keeps its project; an option for it must not be ignored in silence
function tellWhatStays({ options }: Plan, project: string, recorder: RunRecorder): void {
  if (project === '' || options.project === undefined || options.project === project) return
  recorder.tell(
    'project',
    `project: the run belongs to "${project}" and stays there. "${options.project}" is ignored; start a new run for it.`,
  )
}

function openRecord(
  { options, settings, ports, writer, id }: Plan,
  name: string,
  state: RunState,
  writers: string[],
): OpenRecord {
  const time = ports.clock.now()
  const isNew = writers.length === 0
  const words = {
    description: options.description,
    notes: options.notes,
    group: settings.runGroup,
    jobType: settings.jobType,
    tags: settings.tags.length > 0 ? [...settings.tags] : undefined,
    forkedFrom: isNew && options.forkFrom ? { runId: options.forkFrom.run, step: options.forkFrom.step } : undefined,
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
    resumed: writers.includes(writer.id),
    ...given,
    version: VERSION,
  }
}
