import { InvalidArgumentError, type Plain, type PlainObject } from '@seetrain/core'
import { checkSinkOptions, isBoolean, isText, type OptionCheck } from '../sink-options.ts'

export interface MlflowSinkOptions {
  /** Address of the server. Default: `MLFLOW_TRACKING_URI`. */
  url?: string
  /** Default: `MLFLOW_TRACKING_TOKEN`. */
  token?: string
  /** Default: `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`. */
  username?: string
  password?: string
  /** Name of the experiment. Default: `MLFLOW_EXPERIMENT_NAME`, else the project. */
  experiment?: string
  /** Whether a run of a group is nested below a run of the group's name. Default: true. */
  nested?: boolean
  /** Whether artifacts of the type model become versions in MLflow's registry. Default: false. */
  registerModels?: boolean
}

const CHECKS: { [name in keyof MlflowSinkOptions]-?: OptionCheck } = {
  url: value => (isServer(value) ? undefined : 'Give the address of the server, such as http://127.0.0.1:5000.'),
  token: isText('Give the token as text.'),
  username: isText('Give the name as text.'),
  password: isText('Give the password as text.'),
  experiment: isText('Give the name of an experiment.'),
  nested: isBoolean,
  registerModels: isBoolean,
}

export function mlflowOptions(options: PlainObject): MlflowSinkOptions {
  return checkSinkOptions('mlflow', options, CHECKS)
}

/** How the server is reached. The variables are those of MLflow's own clients; options win. */
export interface Server {
  url: string
  headers: { readonly [name: string]: string }
}

export function serverOf(options: MlflowSinkOptions, environment: NodeJS.ProcessEnv = process.env): Server {
  const url = options.url ?? environment['MLFLOW_TRACKING_URI']
  if (!isServer(url))
    throw new InvalidArgumentError(
      'sink mlflow, option "url"',
      url,
      'Give it, or set MLFLOW_TRACKING_URI, to the address of an MLflow server, such as http://127.0.0.1:5000. ' +
        'For a folder or a database start one: mlflow server --backend-store-uri <it>.',
    )
  const authorization = authorizationOf(options, environment)
  const workspace = environment['MLFLOW_WORKSPACE']
  return {
    url: url.replace(/\/+$/, ''),
    headers: { ...(authorization && { authorization }), ...(workspace && { 'x-mlflow-workspace': workspace }) },
  }
}

function authorizationOf(options: MlflowSinkOptions, environment: NodeJS.ProcessEnv): string | undefined {
  const token = options.token ?? environment['MLFLOW_TRACKING_TOKEN']
  const username = options.username ?? environment['MLFLOW_TRACKING_USERNAME']
  const password = options.password ?? environment['MLFLOW_TRACKING_PASSWORD']
  // as MLflow's client decides: a user wins
  if (username && password) return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  return token ? `Bearer ${token}` : undefined
}

function isServer(value: Plain | undefined): value is string {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
}
