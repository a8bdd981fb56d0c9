import { diag } from '../diag.ts'
import { processState } from '../process-state.ts'
import { CELL, CELLS, CLAIM } from './guard-cells.ts'

/** The one guard thread of this process. */
interface Thread {
  post(message: object): void
  /** 0: something is in a buffer; 1: never written, to sleep on. */
  wake: Int32Array
  /** The thread could not be started, or died: buffers are then written by timer alone. */
  isGone: boolean
}

const shared = processState<{ thread?: Thread }>('journal-guard', () => ({}))

/** Longest wait for the guard to finish a write; then it is taken for dead. */
const PATIENCE_MS = 5000

/** A journal writer's side of the guard. Between `enter` and `leave` the guard keeps its hands off the buffer. */
export class JournalGuard {
  readonly #cells = new Int32Array(new SharedArrayBuffer(CELLS * 4))
  readonly #thread: Thread
  #version = 0

  constructor(bytes: Uint8Array) {
    this.#thread = shared.thread ??= startThread()
    this.#cells[CELL.descriptor] = -1
    this.#thread.post({ watch: { cells: this.#cells, bytes } })
  }

  get isReady(): boolean {
    return this.#cells[CELL.ready] === 1
  }

  get isGone(): boolean {
    return this.#thread.isGone
  }

  /** Returns true when the guard has written the whole buffer since the last `leave`. */
  enter(): boolean {
    this.#cells[CELL.version] = ++this.#version
    return Atomics.load(this.#cells, CELL.claim) !== CLAIM.none && this.#resolveClaim()
  }

  /** Tells the guard, between `enter` and `leave`, where the buffer belongs. A descriptor of -1: nowhere now. */
  place(descriptor: number, position: number): void {
    const cells = this.#cells
    cells[CELL.descriptor] = descriptor
    cells[CELL.positionLow] = position
    cells[CELL.positionHigh] = position / 2 ** 32
  }

  /** Tells the guard what the buffer holds now. */
  leave(end: number, frameStart: number, sequence: number): void {
    const cells = this.#cells
    cells[CELL.end] = end
    cells[CELL.frameStart] = frameStart
    cells[CELL.sequence] = sequence
    cells[CELL.version] = ++this.#version
    if (end > 0 && this.#thread.wake[0] === 0) {
      Atomics.store(this.#thread.wake, 0, 1)
      Atomics.notify(this.#thread.wake, 0)
    }
  }

  close(): void {
    this.#thread.post({ forget: this.#cells })
  }

  #resolveClaim(): boolean {
    const cells = this.#cells
    Atomics.wait(cells, CELL.claim, CLAIM.writing, PATIENCE_MS)
    const claim = Atomics.load(cells, CELL.claim)
    if (claim === CLAIM.writing) this.#thread.isGone = true
    Atomics.store(cells, CELL.claim, CLAIM.none)
    return claim === CLAIM.written
  }
}

function startThread(): Thread {
  const thread: Thread = { wake: new Int32Array(new SharedArrayBuffer(8)), post: () => {}, isGone: false }
  const gone = (error: unknown): void => {
    thread.isGone = true
    diag.debug(`no guard thread for the journal: ${String(error)}`)
  }
  try {
    const { Worker, MessageChannel } = process.getBuiltinModule('node:worker_threads')
    const { port1, port2 } = new MessageChannel()
    const worker = new Worker(guardFile(), {
      workerData: { port: port2, wake: thread.wake },
      transferList: [port2],
      execArgv: [],
      env: {},
      name: 'seetrain-journal',
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
    })
    worker.once('error', gone).once('exit', gone).unref()
    port1.unref()
    thread.post = message => {
      port1.postMessage(message)
      Atomics.store(thread.wake, 0, 1)
      Atomics.notify(thread.wake, 0)
    }
  } catch (error) {
    gone(error)
  }
  return thread
}

/** The file beside this one, in the sources and in the build alike. */
function guardFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './guard-thread.ts' : './guard-thread.js', import.meta.url)
}
