import { dirname, join } from 'node:path'
import {
  CLOCK,
  events,
  ExperimentRun,
  FILE_SYSTEM,
  InvalidArgumentError,
  openWithMemory,
  resolveIntegration,
  runExists,
  runFolder,
  SeeTrainError,
  type Clock,
  type FinishOptions,
  type InitOptions,
  type Integration,
  type Run,
} from '@seetrain/core'
import { RequestError } from '../../errors/request-error.ts'
import type { HubParts } from '../../server/hub-parts.ts'
import { BatchFileSystem } from './batch-file-system.ts'
import { callClock } from './call-clock.ts'
import { CommitSlots } from './commit-slots.ts'
import { confinedFiles } from './confined-files.ts'
import type { HookFrame } from './hook-frames.ts'
import type { OpenRequest } from './open-request.ts'
import { ProcessCalls } from './process-calls.ts'
import { readOutcome, RUN_CALLS } from './run-calls.ts'
import { StagedFiles } from './staged-files.ts'
import { readWire } from './wire-values.ts'

export type SessionParts = Pick<HubParts, 'home' | 'mode' | 'blobs' | 'fileSystem' | 'clock' | 'logger'>

/** A call that was refused; those behind it were carried out. */
export interface HookFailure {
  sequence: number
  code: string
  message: string
}

/** So many bytes of journal are written at once; a batch with more is several. */
const MOST_HELD = 4 * 1024 * 1024
const CALLS = ['finish', ...Object.keys(RUN_CALLS)]
/** Told per batch; a client that is wrong a thousand times is wrong in the same way. */
const MOST_FAILURES = 100

/** One client and its run. Calls are carried out in order, each once. */
export class HookSession {
  readonly request: OpenRequest
  readonly writer: string
  readonly #parts: SessionParts
  readonly #files: BatchFileSystem
  readonly #slots: CommitSlots
  readonly #staged: StagedFiles
  readonly #clock: Clock
  readonly #process: ProcessCalls
  readonly #run: ExperimentRun
  /** With those that adapters opened beside it: a trial of a sweep. */
  readonly #runs = new Set<ExperimentRun>()
  readonly #integrations = new Map<string, Integration>()
  #sequence: number
  #committed: number
  /** Time of the call that is carried out; undefined between calls. */
  #callTime: number | undefined
  #lastTime: number
  #ended = false

  constructor(client: string, request: OpenRequest, writer: string, time: number, parts: SessionParts) {
    const { home, fileSystem, mode } = parts
    const runDir = runFolder(home, request.run.id)
    this.request = request
    this.writer = writer
    this.#parts = parts
    this.#files = new BatchFileSystem(mode === 'server' ? confinedFiles(fileSystem, home) : fileSystem)
    this.#staged = new StagedFiles(join(home, 'hooks', client), parts)
    this.#slots = new CommitSlots({ folder: join(runDir, 'hooks'), client, home, fileSystem })
    this.#clock = callClock(parts.clock, () => this.#callTime)
    this.#process = new ProcessCalls(this.#clock)
    const known = this.#slots.recover()
    const isBegun = known?.isOpening === false
    this.#lastTime = this.#callTime = isBegun ? parts.clock.now() : time
    const open = (): ExperimentRun => this.#openRun({ isOurs: known !== undefined, isBegun })
    const isNew = known === undefined && !runExists(runDir, fileSystem)
    this.#run = isNew ? this.#slots.announcing(request.first - 1, open) : open()
    this.#callTime = undefined
    this.#runs.add(this.#run)
    this.#sequence = this.#committed = known?.sequence ?? request.first - 1
  }

  /** The last call that is on disk with all that it wrote. */
  get acknowledged(): number {
    return this.#committed
  }

  get hasEnded(): boolean {
    return this.#ended
  }

  /** Carries out the calls that did not come before. What throws here, left nothing behind that is not on disk. */
  async apply(frames: readonly HookFrame[]): Promise<HookFailure[]> {
    const failures: HookFailure[] = []
    this.#files.begin()
    for (const frame of frames) {
      if (frame.sequence <= this.#sequence) continue
      if (frame.sequence > this.#sequence + 1) break
      await this.#carryOut(frame, failures)
      if (this.#files.heldBytes > MOST_HELD) {
        this.#commit()
        this.#files.begin()
      }
    }
    this.#commit()
    return failures
  }

  /** Ends the run in place of a client that did not. */
  async end(outcome: FinishOptions): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    // a client that is gone ended when it was heard of last
    this.#callTime = this.#lastTime
    await Promise.all([...this.#runs].map(run => run.finish(outcome)))
    this.#slots.close()
    this.#staged.remove()
  }

  async #carryOut(frame: HookFrame, failures: HookFailure[]): Promise<void> {
    this.#lastTime = this.#callTime = frame.time
    events.on('run-start', this.#join)
    try {
      const { call } = frame
      if (call['call'] === 'finish') await this.#finish(frame)
      else if (call['hook'] === undefined) this.#runCall(frame)
      else await this.#hook(frame)
    } catch (error) {
      if (!SeeTrainError.isInstance(error) && !(error instanceof RangeError)) throw error
      const { sequence } = frame
      const code = SeeTrainError.isInstance(error) ? error.code : 'INVALID_ARGUMENT'
      if (failures.length < MOST_FAILURES) failures.push({ sequence, code, message: error.message })
    } finally {
      this.#callTime = undefined
      events.off('run-start', this.#join)
    }
    this.#sequence = frame.sequence
  }

  readonly #join = (run: Run): void => {
    if (run instanceof ExperimentRun) this.#runs.add(run)
  }

  #runCall(frame: HookFrame): void {
    const { call } = frame.call
    if (this.#process.has(call)) return this.#process.carryOut(call, this.#argumentsOf(frame), this.#run)
    const carryOut = typeof call === 'string' && Object.hasOwn(RUN_CALLS, call) ? RUN_CALLS[call] : undefined
    if (carryOut === undefined)
      throw new InvalidArgumentError('call', call, `Calls are ${[...this.#process.names, ...CALLS].join(', ')}.`)
    carryOut(this.#run, this.#argumentsOf(frame))
  }

  async #hook(frame: HookFrame): Promise<void> {
    const { framework, hook, options } = frame.call
    if (typeof hook !== 'string') throw new InvalidArgumentError('hook', hook, 'Send the name of a hook.')
    const integration = this.#integration(framework, options)
    const result = integration.callHook(hook, this.#argumentsOf(frame))
    events.off('run-start', this.#join)
    if (!(result instanceof Promise)) return
    // what it wrote so far must not come twice, and what it waits for may be that the journal is on disk
    this.#sequence = frame.sequence
    this.#commit()
    await result
    this.#files.begin()
  }

  #integration(framework: unknown, options: unknown): Integration {
    const definition = resolveIntegration(framework as string)
    const known = this.#integrations.get(definition.framework)
    if (known !== undefined) return known
    const integration = definition.create(
      this.#run,
      typeof options === 'object' && options !== null ? { ...options } : {},
    )
    this.#integrations.set(definition.framework, integration)
    return integration
  }

  async #finish(frame: HookFrame): Promise<void> {
    const [outcome] = this.#argumentsOf(frame)
    // sinks deliver what is on disk
    this.#commit()
    await this.end(readOutcome(outcome))
  }

  #argumentsOf({ call, bytes }: HookFrame): unknown[] {
    const { args, files } = call
    if (!Array.isArray(args)) throw new InvalidArgumentError('args', args, 'Send a list of arguments.')
    const staged = this.#staged.stage(files)
    const source = {
      bytes,
      blob: (sha256: string) => this.#parts.blobs.get(sha256),
      file: (path: string) => staged.get(path),
    }
    return args.map(argument => readWire(argument, source))
  }

  #commit(): void {
    for (const run of this.#runs) {
      run.flushNow()
      if (run.state !== 'running') this.#runs.delete(run)
    }
    const sequence = this.#sequence
    const previous = this.#committed
    this.#files.commit(writes => {
      if (sequence !== previous) this.#slots.save({ sequence, previous, writes, finished: this.#ended })
    })
    this.#committed = sequence
    if (this.#ended) this.#slots.close()
  }

  #openRun({ isOurs, isBegun }: { isOurs: boolean; isBegun: boolean }): ExperimentRun {
    const { home, mode } = this.#parts
    const { run } = this.request
    if (run.sinks !== undefined && mode === 'server')
      throw new InvalidArgumentError('run.sinks', run.sinks, 'This hub serves others: name sinks in its settings.')
    const options = Object.fromEntries(Object.entries(run).filter(([, value]) => value !== undefined)) as InitOptions
    const opened = openWithMemory({
      ...options,
      ...(isOurs && { resume: 'allow' }),
      config: isBegun ? {} : (readWire(run.config ?? {}, NOTHING_SENT) as object),
      dir: dirname(home),
      mode: 'local',
      settings: { writer: this.writer, captureConsole: false, captureEnvironment: false, systemMonitor: false },
      configure: container => {
        container.registerInstance(FILE_SYSTEM, this.#files.port)
        container.registerInstance(CLOCK, this.#clock)
      },
    })
    if (opened instanceof ExperimentRun) return opened
    throw new RequestError(409, 'NOT_RECORDED', 'run: the settings of this hub record nothing (mode disabled).')
  }
}

const NOTHING_SENT = {
  bytes: new Uint8Array(0),
  blob: (sha256: string): never => {
    throw new InvalidArgumentError('$array.sha256', sha256, 'A config has no room for uploaded bytes.')
  },
  file: (): undefined => undefined,
}
