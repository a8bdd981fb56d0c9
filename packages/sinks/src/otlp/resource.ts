import { VERSION, type OpenRecord, type PlainObject } from '@seetrain/core'
import { toKeyValues, type Resource } from '@seetrain/otlp'
import type { OtlpSinkOptions } from './otlp-options.ts'
import { pairsIn, type Environment } from './variables.ts'

/** Who sends: the run, and the process that wrote it. A hub that receives it puts everything into a run of the same id. */
export function resourceOf(
  { project, runId, name, writer, group, jobType }: OpenRecord,
  { resource, openInference = true }: OtlpSinkOptions,
  environment: Environment = process.env,
): Resource {
  const attributes: PlainObject = {
    'service.name': environment['OTEL_SERVICE_NAME'] || project || 'seetrain',
    'service.instance.id': `${runId}/${writer.id}`,
    'seetrain.project': project,
    'seetrain.run_id': runId,
    // Phoenix puts what names no project into one called default
    ...(openInference && { 'openinference.project.name': project }),
    'seetrain.run.name': name,
    ...(group !== undefined && { 'seetrain.run.group': group }),
    ...(jobType !== undefined && { 'seetrain.run.job_type': jobType }),
    'host.name': writer.host,
    'process.pid': writer.pid,
    'telemetry.sdk.name': 'seetrain',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.version': VERSION,
    ...pairsIn(environment['OTEL_RESOURCE_ATTRIBUTES']),
    ...resource,
  }
  return { attributes: toKeyValues(attributes) }
}
