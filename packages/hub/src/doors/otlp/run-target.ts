import { createHash } from 'node:crypto'
import type { PlainObject } from '@seetrain/core'
import { fromKeyValues, type Resource } from '@seetrain/otlp'
import { NAME } from '../../api/parameters.ts'
import { asText } from './loose.ts'

/** The run that something belongs to, by what its sender says of itself. */
export interface RunTarget {
  runId: string
  project: string
  name: string
  group?: string
  jobType?: string
  /** What the sender says of itself. */
  resource: PlainObject
}

const UNNAMED = 'unknown_service'
const LONGEST_NAME = 200

/**
 * `seetrain.run_id` names the run. Without it each process of a service has one, as far as the sender tells processes
 * apart, and otherwise each service has one per day (UTC). The id is made of these words, so that what is sent again,
 * or after a restart, finds the same run.
 */
export function runTarget(resource: Resource | undefined, time: number): RunTarget {
  const attributes = fromKeyValues(resource?.attributes)
  const word = (name: string): string | undefined => asText(attributes[name])?.slice(0, LONGEST_NAME) || undefined
  const service = word('service.name') ?? UNNAMED
  const day = new Date(time).toISOString().slice(0, 10)
  const sender = processOf(attributes)
  const named = asText(attributes['seetrain.run_id'])
  const group = word('seetrain.run.group') ?? word('service.namespace')
  const jobType = word('seetrain.run.job_type')
  return {
    runId: named !== undefined && NAME.test(named) ? named : idOf([word('service.namespace'), service, sender ?? day]),
    project: word('seetrain.project') ?? service,
    name: word('seetrain.run.name') ?? `${service} ${sender === undefined ? day : shortOf(sender)}`,
    ...(group !== undefined && { group }),
    ...(jobType !== undefined && { jobType }),
    resource: attributes,
  }
}

function processOf(attributes: PlainObject): string | undefined {
  const instance = asText(attributes['service.instance.id'])
  if (instance) return instance
  const { 'process.pid': pid, 'host.name': host } = attributes
  return pid === undefined ? undefined : `${asText(host) ?? ''}/${String(pid)}`
}

function shortOf(sender: string): string {
  return sender.length <= 24 ? sender : sender.slice(0, 8)
}

function idOf(words: (string | undefined)[]): string {
  return `otlp-${createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 20)}`
}
