/** Calls of MLflow's REST API, of whoever answers there. */
export class MlflowCalls {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  async startRun(param: string): Promise<string> {
    const { run } = await this.post<{ run: { info: { run_id: string } } }>('runs/create', {
      experiment_id: '0',
      start_time: 1.7e12,
    })
    const id = run.info.run_id
    await this.post('runs/log-parameter', { run_id: id, key: 'lr', value: param })
    return id
  }

  /** A batch of as many points as one may have. */
  async logBatch(runId: string, from: number): Promise<void> {
    const metrics = Array.from({ length: 1000 }, (_, at) => ({
      key: 'loss',
      value: Math.sin(from + at),
      step: from + at,
      timestamp: 1.7e12 + from + at,
    }))
    await this.post('runs/log-batch', { run_id: runId, metrics, params: [], tags: [] })
  }

  async post<Answer>(path: string, body: object): Promise<Answer> {
    const response = await fetch(`${this.#url}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return JSON.parse(await textOf(response)) as Answer
  }

  /** Characters of the answer. */
  async get(path: string): Promise<number> {
    return (await textOf(await fetch(`${this.#url}/api/2.0/mlflow/${path}`))).length
  }
}

async function textOf(response: Response): Promise<string> {
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status}: ${text.slice(0, 300)}`)
  return text
}
