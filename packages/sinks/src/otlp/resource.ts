import { VERSION, type OpenRecord, type PlainObject } from '@seetrain/core'
import { toKeyValues, type Resource } from '@seetrain/otlp'
import type { OtlpSinkOptions } from './otlp-options.ts'

/** Who sends: the run, and the process that wrote it. A hub that receives it puts everything into a run of the same id. */
export function resourceOf(
  { project, runId, name, writer, group, jobType }: OpenRecord,
  { resource }: OtlpSinkOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Resource {
  const attributes: PlainObject = {
    'service.name': environment['OTEL_SERVICE_NAME'] || project || 'seetrain',
    'service.instance.id': `${runId}/${writer.id}`,
    'seetrain.project': project,
    'seetrain.run_id': runId,
    'seetrain.run.name': name,
    ...(group !== undefined && { 'seetrain.run.group': group }),
    ...(jobType !== undefined && { 'seetrain.run.job_type': jobType }),
    'host.name': writer.host,
    'process.pid': writer.pid,
    'telemetry.sdk.name': 'seetrain',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.version': VERSION,
    ...attributesOf(environment['OTEL_RESOURCE_ATTRIBUTES']),
    ...resource,
  }
  return { attributes: toKeyValues(attributes) }
}

/** `name=value,name=value`. */
function attributesOf(text: string | undefined): PlainObject {
  const attributes: PlainObject = {}
  for (const pair of text?.split(',') ?? []) {
    const at = pair.indexOf('=')
    if (at > 0) attributes[pair.slice(0, at).trim()] = pair.slice(at + 1).trim()
  }
  return attributes
}
