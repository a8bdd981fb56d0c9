import type { Clock } from '../contracts/ports.ts'
import { warnOnce } from '../diag.ts'
import type { FloodLimits } from './flood-limit.ts'
import { maskSecrets } from './mask-secrets.ts'
import { patchWrite, type WritableOutput } from './patched-write.ts'
import { StreamRecorder, type ConsolePart } from './stream-recorder.ts'
import type { TerminalLimits } from './terminal-lines.ts'

export interface ConsoleCaptureOptions extends TerminalLimits, FloodLimits {
  /** Default `process.stdout`. */
  stdout?: WritableOutput
  /** Default `process.stderr`. */
  stderr?: WritableOutput
  /** Applied to every recorded text. Default `maskSecrets`. */
  mask?: (text: string) => string
}

/**
 * Records what this process prints, as a terminal would show it. Printing itself is untouched: the stream's own `write`
 * runs first, and whatever goes wrong here is told once and never reaches the caller.
 */
export class ConsoleCapture {
  readonly #outputs: readonly { output: WritableOutput; recorder: StreamRecorder }[]
  #wayBack: (() => void)[] = []
  // what the library itself prints while it records is not recorded, or it would feed itself
  #busy = false

  constructor(emit: (part: ConsolePart) => void, clock: Clock, options: ConsoleCaptureOptions = {}) {
    const guarded: Clock = {
      now: () => clock.now(),
      setTimer: (callback, delayMs) => clock.setTimer(() => this.#guard(callback), delayMs),
    }
    const shared = { ...options, emit, clock: guarded, mask: options.mask ?? maskSecrets }
    this.#outputs = [
      { output: options.stdout ?? process.stdout, recorder: new StreamRecorder({ ...shared, stream: 'stdout' }) },
      { output: options.stderr ?? process.stderr, recorder: new StreamRecorder({ ...shared, stream: 'stderr' }) },
    ]
  }

  /** Starts to record. A second call does nothing. */
  install(): void {
    if (this.#wayBack.length > 0) return
    this.#wayBack = this.#outputs.map(({ output, recorder }) =>
      patchWrite(output, chunk => this.#guard(() => recorder.write(chunk))),
    )
  }

  /** Emits what is pending: unfinished lines, the last state of rewritten ones, the count of a flood. */
  flush(): void {
    for (const { recorder } of this.#outputs) this.#guard(() => recorder.flush())
  }

  /** Ends recording, emits what is pending and gives the streams their own `write` back. */
  uninstall(): void {
    for (const goBack of this.#wayBack) goBack()
    this.#wayBack = []
    this.flush()
  }

  #guard(record: () => void): void {
    if (this.#busy) return
    this.#busy = true
    try {
      record()
    } catch (error) {
      warnOnce(
        'console-capture',
        `console capture: a piece of output was not recorded (${String(error)}). Printing is not affected.`,
      )
    } finally {
      this.#busy = false
    }
  }
}
