import {
  checkObject,
  checkString,
  InvalidArgumentError,
  maskEnvironment,
  maskSecrets,
  StreamRecorder,
  type Clock,
  type ExperimentRun,
  type PlainObject,
} from '@seetrain/core'

const STREAMS = ['stdout', 'stderr'] as const
type Stream = (typeof STREAMS)[number]
type ProcessCall = (args: readonly unknown[], run: ExperimentRun) => void

/** What a client tells about its own process: what it runs in, what it prints, how busy its machine is. */
export class ProcessCalls {
  readonly #clock: Clock
  readonly #recorders = new Map<Stream, StreamRecorder>()
  readonly #calls: Readonly<Record<string, ProcessCall>> = {
    environment: (args, run) => this.#environment(args, run),
    console: (args, run) => this.#console(args, run),
    system: (args, run) => this.#system(args, run),
  }

  /** `clock` tells the time of the call. */
  constructor(clock: Clock) {
    this.#clock = clock
  }

  get names(): string[] {
    return Object.keys(this.#calls)
  }

  has(call: unknown): call is string {
    return typeof call === 'string' && Object.hasOwn(this.#calls, call)
  }

  carryOut(call: string, args: readonly unknown[], run: ExperimentRun): void {
    this.#calls[call]!(args, run)
  }

  #environment([sections]: readonly unknown[], run: ExperimentRun): void {
    const masked = maskEnvironment(checkObject('sections', sections) as PlainObject)
    run.recordProcess({ kind: 'environment', time: this.#clock.now(), sections: masked })
  }

  /** Text comes as it was printed, in pieces of any length. */
  #console([name, text]: readonly unknown[], run: ExperimentRun): void {
    const stream = STREAMS.find(known => known === name)
    if (stream === undefined) throw new InvalidArgumentError('stream', name, `Streams are ${STREAMS.join(', ')}.`)
    let recorder = this.#recorders.get(stream)
    if (recorder === undefined) this.#recorders.set(stream, (recorder = this.#recorderOf(stream, run)))
    recorder.write(checkString('text', text))
    // what is acknowledged must be in the journal, so nothing may wait for the rest of its line
    recorder.flush()
  }

  #system([values]: readonly unknown[], run: ExperimentRun): void {
    const numbers: { [key: string]: number } = {}
    for (const [key, value] of Object.entries(checkObject('values', values)))
      if (typeof value === 'number' && Number.isFinite(value)) numbers[key] = value
    if (Object.keys(numbers).length > 0) run.recordProcess({ kind: 'system', time: this.#clock.now(), values: numbers })
  }

  #recorderOf(stream: Stream, run: ExperimentRun): StreamRecorder {
    return new StreamRecorder({
      stream,
      clock: this.#clock,
      mask: maskSecrets,
      emit: part => run.recordProcess({ kind: 'console', ...part }),
    })
  }
}
