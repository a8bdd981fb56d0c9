import { Couriers } from '../courier/couriers.ts'
import { createSink } from '../courier/sink-registry.ts'
import { sinkSpecs } from '../courier/sink-specs.ts'
import { captureEnvironment, type EnvironmentSection } from '../environment/capture.ts'
import { ConsoleCapture } from '../environment/console-capture.ts'
import { SystemMonitor } from '../environment/system-monitor.ts'
import { systemSources } from '../environment/sources/system-sources.ts'
import { MAIN_WRITER } from '../journal/run-reader.ts'
import type { Companions } from './companions.ts'
import type { Plan } from './plan-run.ts'
import type { RunRecorder } from './run-recorder.ts'
import { SummaryFile } from './summary-file.ts'

/** What delivers to the sinks that a plan asks for. Throws for a sink that nobody registered, before anything is written. */
export function couriersOf({ settings, ports, dir, writer }: Plan): Couriers | undefined {
  if (settings.mode === 'offline') return undefined
  const sinks = sinkSpecs(settings)
  if (sinks.length === 0) return undefined
  return new Couriers({ runDir: dir, writer: writer.id, sinks: sinks.map(createSink), ports, settings })
}

/** Gives a run what runs beside it, as its settings say. */
export function accompany(
  plan: Plan,
  couriers: Couriers | undefined,
  recorder: RunRecorder,
  companions: Companions,
): void {
  const { ports, dir, writer, settings } = plan
  if (writer.id === MAIN_WRITER) companions.add(new SummaryFile(dir, recorder.state, ports.fileSystem, ports.clock))
  if (couriers !== undefined) companions.add(couriers)
  // a worker thread prints through the main thread, whose run of the same id already records it
  if (settings.captureConsole && (writer.thread === 0 || writer.id === MAIN_WRITER))
    addConsole(plan, recorder, companions)
  if (settings.captureEnvironment) addEnvironment(plan, recorder, companions)
  if (settings.systemMonitor && watchesHost(plan)) addMonitor(plan, recorder, companions)
  companions.add({ close: () => plan.disposeParts() })
}

function addConsole({ ports }: Plan, recorder: RunRecorder, companions: Companions): void {
  const capture = new ConsoleCapture(part => recorder.record({ kind: 'console', ...part }), ports.clock)
  capture.install()
  companions.add({ stop: () => capture.uninstall() })
}

/** A run that ends sooner than its environment is known waits this long for it. */
const LONGEST_WAIT_MS = 2000

function addEnvironment({ ports, settings }: Plan, recorder: RunRecorder, companions: Companions): void {
  const switches: [EnvironmentSection, boolean][] = [
    ['git', settings.captureGit],
    ['host', settings.captureHost],
    ['runtime', settings.captureHost],
    ['packages', settings.capturePackages],
    ['command', settings.captureCommand],
  ]
  const without = switches.filter(([, on]) => !on).map(([section]) => section)
  let open = true
  const captured = recorder.guardAsync('environment', async () => {
    const sections = await captureEnvironment({
      ...ports,
      without,
      gitDiffMaxBytes: settings.gitDiffMaxBytes,
      timeoutMs: LONGEST_WAIT_MS,
    })
    if (open) recorder.record({ kind: 'environment', time: ports.clock.now(), sections })
  })
  companions.add({
    settle: () => captured,
    close: () => {
      open = false
    },
  })
}

// one process per machine is enough: the main one, and on other machines the first rank there; its own children have
// its variables too, but join as guests
function watchesHost({ writer }: Plan): boolean {
  return writer.id === MAIN_WRITER || (writer.id === `rank-${writer.rank}` && process.env['LOCAL_RANK'] === '0')
}

function addMonitor({ ports, dir, settings }: Plan, recorder: RunRecorder, companions: Companions): void {
  const monitor = new SystemMonitor({
    clock: ports.clock,
    logger: ports.logger,
    sources: systemSources({ folder: dir }),
    ...(settings.systemIntervalMs !== undefined && { intervalMs: settings.systemIntervalMs }),
    sample: (values, time) => recorder.record({ kind: 'system', time, values }),
  })
  monitor.start()
  companions.add({ stop: () => monitor.stop() })
}
