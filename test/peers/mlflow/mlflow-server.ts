import { spawn, type ChildProcess } from 'node:child_process'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { pythonPeer } from '../python-peer.ts'

const READER = join(import.meta.dirname, 'read_run.py')

/** MLflow's own server on a free port of loopback, over SQLite in a folder. */
export class MlflowServer {
  readonly #process: ChildProcess
  readonly #environment: NodeJS.ProcessEnv
  readonly url: string

  private constructor(process: ChildProcess, url: string, environment: NodeJS.ProcessEnv) {
    this.#process = process
    this.#environment = environment
    this.url = url
  }

  static async start(folder: string): Promise<MlflowServer> {
    const python = pythonPeer('mlflow')!
    const port = String(await freePort())
    const store = `sqlite:///${join(folder, 'mlflow.db')}`
    const args = ['-m', 'mlflow', 'server', '--workers', '1', '--port', port, '--backend-store-uri', store]
    const environment = { ...process.env, HOME: folder, PATH: `${join(python, '..')}:${process.env['PATH']}` }
    // its worker is a process of its own: both are ended by their group
    const options = { cwd: folder, env: environment, detached: true } as const
    const started = spawn(python, [...args, '--artifacts-destination', join(folder, 'artifacts')], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let printed = ''
    await new Promise<void>((resolve, reject) => {
      createInterface(started.stderr).on('line', line => {
        printed += `${line}\n`
        if (line.includes('Application startup complete')) resolve()
      })
      started.once('exit', code => reject(new Error(`mlflow ended with ${code}: ${printed}`)))
    })
    return new MlflowServer(started, `http://127.0.0.1:${port}`, environment)
  }

  /** What MLflow's own client says of the runs of an experiment. */
  async readRuns(experiment: string): Promise<ReadRun[]> {
    const env = { ...this.#environment, MLFLOW_TRACKING_URI: this.url }
    const options = { env, maxBuffer: 64 * 1024 * 1024 }
    const { stdout } = await promisify(execFile)(pythonPeer('mlflow')!, [READER, experiment], options)
    return JSON.parse(stdout) as ReadRun[]
  }

  async post<Answer>(path: string, body: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    const response = await fetch(`${this.url}/api/2.0/mlflow/${path}`, init)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Answer
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'close')
    process.kill(-this.#process.pid!, 'SIGTERM')
    await ended
  }
}

export interface ReadRun {
  id: string
  name: string
  status: string
  startTime: number
  endTime: number | null
  params: { [name: string]: string }
  tags: { [name: string]: string }
  /** `[value, step, timestamp]`; non-finite values as text. */
  metrics: { [name: string]: [value: number | string, step: number, time: number][] }
  /** The bytes of each file, in base64. */
  files: { [path: string]: string }
  traces: { id: string; request: string | null; response: string | null; spans: string[] }[]
  /** The rows that `mlflow.load_table` reads, by the table's path. */
  tables: { [path: string]: { [column: string]: unknown }[] }
  models: { name: string; version: string; source: string; aliases: string[] }[]
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
