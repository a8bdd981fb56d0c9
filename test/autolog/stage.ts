import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EnableOptions, SdkAutolog } from '@seetrain/autolog'
import { nodeFileSystem, readRun, type Run, type RunRecord, type SpanRecord } from '@seetrain/core'
import { FakeServer } from './fake-server.ts'

/** A fake server and folders for the runs of one file of tests; what a test turned on is off after it. */
export class Stage {
  #server: FakeServer | undefined
  readonly #enabled: { finish(): Promise<void> }[] = []
  readonly #folders: string[] = []

  constructor() {
    beforeAll(async () => void (this.#server = await FakeServer.start()))
    afterEach(async () => {
      for (const handle of this.#enabled.splice(0)) await handle.finish()
    })
    afterAll(async () => {
      await this.#server?.stop()
      for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
    })
  }

  get server(): FakeServer {
    return this.#server!
  }

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'seetrain-autolog-'))
    this.#folders.push(folder)
    return folder
  }

  runOptions(): EnableOptions {
    const settings = { captureEnvironment: false, captureConsole: false, systemMonitor: false }
    return { project: 'tests', dir: this.folder(), settings }
  }

  /** Turns autolog on for one test, into a run of its own. */
  enable(enable: (options: EnableOptions) => SdkAutolog, options: EnableOptions = {}): SdkAutolog {
    return this.keep(enable({ ...this.runOptions(), ...options }))
  }

  keep<T extends { finish(): Promise<void> }>(handle: T): T {
    this.#enabled.push(handle)
    return handle
  }
}

/** Everything that a run has written so far. */
export async function recordsOf(run: Run): Promise<RunRecord[]> {
  if (run.state === 'running') await run.flush()
  return [...readRun(run.dir, nodeFileSystem)].map(({ record }) => record)
}

export async function spansOf(run: Run): Promise<SpanRecord[]> {
  return (await recordsOf(run)).filter(record => record.kind === 'span')
}

/** Reads a stream to its end. */
export async function drain(stream: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const chunk of stream) if (chunk !== undefined) count++
  return count
}
