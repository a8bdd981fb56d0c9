import { join } from 'node:path'
import { runProgram } from '../../otlp/run-program.ts'

/** Runs a program of this folder with a client of MLflow, and returns what it says. */
export async function runClient(python: string, name: string, url: string): Promise<{ [member: string]: unknown }> {
  const output = await runProgram(python, [join(import.meta.dirname, name)], {
    MLFLOW_TRACKING_URI: url,
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
    MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: 'true',
    MLFLOW_ENABLE_ASYNC_TRACE_LOGGING: 'false',
    GIT_PYTHON_REFRESH: 'quiet',
  })
  return JSON.parse(output.slice(output.indexOf('{'))) as { [member: string]: unknown }
}
