import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface ProgramEnd {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

const QUIET = {
  SEETRAIN_CAPTURE_ENVIRONMENT: 'false',
  SEETRAIN_CAPTURE_CONSOLE: 'false',
  SEETRAIN_SYSTEM_MONITOR: 'false',
}

/** A program of `fixtures/` in a process of its own, that uses SeeTrain as a user's would. */
export class Program {
  readonly ended: Promise<ProgramEnd>
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #waiting = new Set<() => void>()
  #over: ProgramEnd | undefined

  /** Runs are kept below `dir`. Variables of the machine that say something to a run are not handed on. */
  constructor(fixture: string, args: string[], dir: string, variables: NodeJS.ProcessEnv = {}) {
    const own = Object.entries(process.env).filter(
      ([name]) => !/^SEETRAIN_|RANK|WORLD_SIZE|PROCID|NTASKS|^PMI/.test(name),
    )
    const env = { ...Object.fromEntries(own), ...QUIET, SEETRAIN_DIR: dir, ...variables }
    const path = join(__dirname, 'fixtures', fixture)
    this.#child = spawn(process.execPath, ['--conditions=@seetrain/source', path, ...args], { env, stdio: 'pipe' })
    this.ended = this.#watch()
  }

  /** Resolves when the program has printed this line; rejects when it ends without. */
  async line(wanted: string): Promise<void> {
    while (!this.#lines.includes(wanted)) {
      if (this.#over)
        throw new Error(`the program ended without "${wanted}":\n${this.#over.stdout}\n${this.#over.stderr}`)
      await new Promise<void>(resolve => this.#waiting.add(resolve))
    }
  }

  say(line: string): void {
    this.#child.stdin!.write(`${line}\n`)
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  #watch(): Promise<ProgramEnd> {
    const { stdout, stderr } = this.#child
    const printed = { stdout: '', stderr: '' }
    stdout!.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text))
    stderr!.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text))
    createInterface(stdout!).on('line', line => {
      this.#lines.push(line)
      this.#wake()
    })
    return new Promise((resolve, reject) => {
      this.#child.on('error', reject)
      this.#child.on('close', (code, signal) => {
        this.#over = { code, signal, ...printed }
        this.#wake()
        resolve(this.#over)
      })
    })
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }
}
