import type { HubUnderTest, RawAnswer } from '../../hub/hub-under-test.ts'

/** Calls of MLflow's API as any client sends them. */
export class MlflowApi {
  readonly #under: Pick<HubUnderTest, 'raw'>
  readonly #headers: { [name: string]: string }

  constructor(under: Pick<HubUnderTest, 'raw'>, headers: { [name: string]: string } = {}) {
    this.#under = under
    this.#headers = headers
  }

  raw(method: string, path: string, body?: unknown): Promise<RawAnswer> {
    const headers = { 'content-type': 'application/json', ...this.#headers }
    return this.#under.raw(method, path, headers, body === undefined ? undefined : JSON.stringify(body))
  }

  post(path: string, body: unknown): Promise<RawAnswer> {
    return this.raw('POST', `/api/2.0/mlflow/${path}`, body)
  }

  get(path: string): Promise<RawAnswer> {
    return this.raw('GET', `/api/2.0/mlflow/${path}`)
  }

  // oxlint-disable-next-line no-explicit-any -- an answer has members of members
  async ok(answer: Promise<RawAnswer>): Promise<{ [member: string]: any }> {
    const { status, text } = await answer
    if (status !== 200) throw new Error(`${status}: ${text}`)
    return JSON.parse(text) as Awaited<ReturnType<MlflowApi['ok']>>
  }

  async startRun(name = 'run', experiment = '0'): Promise<string> {
    const start = { experiment_id: experiment, run_name: name, start_time: 1_700_000_000_000 }
    return (await this.ok(this.post('runs/create', start)))['run'].info.run_id as string
  }
}

/** Status, code and message of an error. */
export async function errorOf(answer: Promise<RawAnswer>): Promise<[number, string, string]> {
  const { status, text } = await answer
  const { error_code: code, message } = JSON.parse(text) as { error_code: string; message: string }
  return [status, code, message]
}
