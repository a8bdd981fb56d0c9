import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { enableOpenaiAutolog } from '@seetrain/autolog'
import { init, type Run, type SpanRecord } from '@seetrain/core'
import { OtlpSink, type OtlpSinkOptions } from '@seetrain/sinks/otlp'
import { spansOf, type Stage } from '../autolog/stage.ts'
import { modelProgram } from './model-program.ts'

export interface TrackerStart {
  command: string
  args: (ports: number[], folder: string) => string[]
  environment?: (ports: number[], folder: string) => NodeJS.ProcessEnv
  /** How many ports it listens on; the first is that of `url`. */
  ports?: number
  /** In the line that it prints when it takes requests. */
  ready: string
}

/** The server of another tracker of model calls, in a folder of its own until the test ends. */
export class Tracker {
  readonly url: string
  readonly ports: readonly number[]
  readonly #process: ChildProcess
  readonly #folder: string

  private constructor(ports: number[], process: ChildProcess, folder: string) {
    this.ports = ports
    this.url = `http://127.0.0.1:${ports[0]}`
    this.#process = process
    this.#folder = folder
  }

  static async start({ command, args, environment, ports: count = 1, ready }: TrackerStart): Promise<Tracker> {
    const folder = mkdtempSync(join(tmpdir(), 'seetrain-tracker-'))
    const ports = await Promise.all(Array.from({ length: count }, freePort))
    const env = { ...process.env, HOME: folder, ...environment?.(ports, folder) }
    const child = spawn(command, args(ports, folder), {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr])
        createInterface(stream).on('line', line => {
          if (line.includes(ready)) resolve()
        })
      child.once('error', reject)
      child.once('exit', code => reject(new Error(`${command} ended with ${code}`)))
    })
    return new Tracker(ports, child, folder)
  }

  async stop(): Promise<void> {
    const ended = new Promise(resolve => this.#process.once('close', resolve))
    // its workers are processes of their own
    process.kill(-this.#process.pid!, 'SIGTERM')
    await ended
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Runs the program with autolog and a sink, and gives what the run holds of it. */
export async function sendModelCalls(
  stage: Stage,
  options: OtlpSinkOptions,
): Promise<{ run: Run; spans: SpanRecord[] }> {
  const run = init({ ...stage.runOptions(), project: 'shop', sinks: [new OtlpSink(options)] })
  const handle = stage.keep(enableOpenaiAutolog({}))
  await modelProgram(stage.server)
  run.log({ loss: 1 })
  const spans = await spansOf(run)
  await handle.finish()
  await run.finish()
  expect(run.stats().sinks['otlp']).toMatchObject({ failures: 0, poisoned: 0 })
  return { run, spans }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
