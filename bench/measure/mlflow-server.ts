import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { peerProgram } from './python-peer.ts'
import { RunningServer } from './running-server.ts'

export interface Point {
  step: number
  value: number
}

/** What its page asks for one chart. */
const CHART_POINTS = 320
/** The most that it takes at once. */
const BATCH = 1000
const CONNECTIONS = 4

/** The tracking server of MLflow over a SQLite file, with one worker. */
export class MlflowServer {
  readonly #server: RunningServer
  readonly #folder: string
  /** Logged so far. */
  points = 0

  private constructor(server: RunningServer, folder: string) {
    this.#server = server
    this.#folder = folder
  }

  /** Undefined where it is not installed. */
  static async start(folder: string): Promise<MlflowServer | undefined> {
    const command = peerProgram('mlflow', 'mlflow')
    if (command === undefined) return undefined
    const stores = [
      '--backend-store-uri',
      `sqlite:///${join(folder, 'mlflow.db')}`,
      '--artifacts-destination',
      join(folder, 'artifacts'),
    ]
    const args = (port: number): string[] => ['server', '--workers', '1', '--port', String(port), ...stores]
    const env = { HOME: folder, PATH: `${dirname(command)}:${process.env['PATH']}` }
    return new MlflowServer(await RunningServer.start({ command, args, readyPath: '/health', env, folder }), folder)
  }

  get url(): string {
    return this.#server.url
  }

  async createRun(params: { [name: string]: string } = {}): Promise<string> {
    const { run } = await this.#post<{ run: { info: { run_id: string } } }>('runs/create', {
      experiment_id: '0',
      start_time: 1.7e12,
    })
    const runId = run.info.run_id
    const list = Object.entries(params).map(([key, value]) => ({ key, value }))
    if (list.length > 0) await this.#post('runs/log-batch', { run_id: runId, metrics: [], params: list, tags: [] })
    return runId
  }

  /** In the largest batches that it takes, over several connections. */
  async log(runId: string, key: string, points: readonly Point[]): Promise<void> {
    const batches = Array.from({ length: Math.ceil(points.length / BATCH) }, (_, at) =>
      points.slice(at * BATCH, (at + 1) * BATCH),
    )
    const send = async (): Promise<void> => {
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift())
        await this.#post('runs/log-batch', {
          run_id: runId,
          metrics: batch.map(({ step, value }) => ({ key, value, step, timestamp: 1.7e12 + step })),
          params: [],
          tags: [],
        })
    }
    await Promise.all(Array.from({ length: CONNECTIONS }, send))
    this.points += points.length
  }

  /** The chart that its page draws. */
  async chart(runId: string, key: string): Promise<{ bytes: number; greatest: number }> {
    const query = new URLSearchParams({ run_ids: runId, metric_key: key, max_results: String(CHART_POINTS) })
    const url = `${this.#server.url}/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?${String(query)}`
    const text = await textOf(await fetch(url))
    const { metrics } = JSON.parse(text) as { metrics: { value: number }[] }
    return { bytes: Buffer.byteLength(text), greatest: Math.max(...metrics.map(({ value }) => value)) }
  }

  async searchRuns(filter: string, orderBy: string): Promise<number> {
    const { runs = [] } = await this.#post<{ runs?: unknown[] }>('runs/search', {
      experiment_ids: ['0'],
      filter,
      order_by: [orderBy],
      max_results: 50,
    })
    return runs.length
  }

  /** Bytes of its database on disk. */
  get storedBytes(): number {
    const files = readdirSync(this.#folder).filter(name => name.startsWith('mlflow.db'))
    return files.reduce((sum, name) => sum + statSync(join(this.#folder, name)).size, 0)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]()
  }

  async #post<Answer>(method: string, body: object): Promise<Answer> {
    const response = await fetch(`${this.#server.url}/api/2.0/mlflow/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return JSON.parse(await textOf(response)) as Answer
  }
}

async function textOf(response: Response): Promise<string> {
  const text = await response.text()
  if (!response.ok) throw new Error(`MLflow answered ${response.status}: ${text.slice(0, 300)}`)
  return text
}
