import type { SinkRun } from '@seetrain/core'
import { patientRequest } from '../http/patient-request.ts'
import { MlflowRefusedError } from './mlflow-refused-error.ts'
import type { Server } from './mlflow-options.ts'

/** Requests to an MLflow server, and its answers understood. */
export class MlflowConnection {
  readonly #server: Server
  readonly #run: Pick<SinkRun, 'fetch' | 'clock'>

  constructor(server: Server, run: Pick<SinkRun, 'fetch' | 'clock'>) {
    this.#server = server
    this.#run = run
  }

  /** `path` is what follows `/api/2.0/mlflow/`. */
  get<Answer>(path: string, query: { [name: string]: string }, signal: AbortSignal): Promise<Answer> {
    return this.#json(`/api/2.0/mlflow/${path}?${new URLSearchParams(query).toString()}`, { method: 'GET' }, signal)
  }

  post<Answer = unknown>(path: string, body: object, signal: AbortSignal): Promise<Answer> {
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    return this.#json(`/api/2.0/mlflow/${path}`, init, signal)
  }

  /** Sends bytes to a path of the server, or to another server of the same login. */
  async send(address: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    const { url, headers } = this.#server
    const response = await patientRequest(this.#run, address.startsWith('/') ? url + address : address, {
      ...init,
      headers: { ...headers, ...init.headers },
      redirect: 'error',
      signal,
    })
    if (!response.ok) throw new MlflowRefusedError(url, response.status, await reasonOf(response))
    return response
  }

  async #json<Answer>(path: string, init: RequestInit, signal: AbortSignal): Promise<Answer> {
    const response = await this.send(path, init, signal)
    return (await response.json()) as Answer
  }
}

async function reasonOf(response: Response): Promise<{ code: string; reason: string }> {
  const text = await response.text()
  try {
    const { error_code: code = '', message = '' } = JSON.parse(text) as { error_code?: string; message?: string }
    if (message !== '') return { code, reason: message.slice(0, 500) }
  } catch {
    // a proxy in between speaks HTML
  }
  return { code: '', reason: text.replace(/\s+/g, ' ').trim().slice(0, 200) || 'without a reason.' }
}

/** `undefined` instead of the error that says that there is no such thing. */
export async function orMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof MlflowRefusedError && error.reasonCode === 'RESOURCE_DOES_NOT_EXIST') return undefined
    throw error
  }
}
