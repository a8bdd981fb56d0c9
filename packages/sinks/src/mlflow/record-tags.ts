import {
  plainToJson,
  type AlertRecord,
  type DefinitionRecord,
  type EdgeRecord,
  type EndRecord,
  type EnvironmentRecord,
  type OpenRecord,
  type PlainObject,
} from '@seetrain/core'
import { mlflowName } from './mlflow-names.ts'

type Tagged = OpenRecord | DefinitionRecord | AlertRecord | EdgeRecord | EnvironmentRecord | EndRecord

/** What MLflow has no place for but a tag, and the tags that its pages read. */
export function recordTags(record: Tagged): [tag: string, value: string][] {
  switch (record.kind) {
    case 'open':
      return texts({ 'seetrain.version': record.version, 'seetrain.forked_from': jsonOf(record.forkedFrom) })
    case 'definition': {
      const { key, stepKey, summary, goal, metricKind, metadata } = record
      const meaning = { stepKey, summary, goal, metricKind, ...(metadata && { metadata: plainToJson(metadata) }) }
      return [[mlflowName(`seetrain.metric/${key}`), JSON.stringify(meaning)]]
    }
    case 'alert':
      return [
        [
          mlflowName(`seetrain.alert/${record.time} ${record.title}`),
          `${record.level}: ${record.text ?? record.title}`,
        ],
      ]
    case 'edge':
      return record.relation === 'used' ? [[mlflowName(`seetrain.used/${record.to}`), 'true']] : []
    case 'environment':
      return sourceTags(record)
    case 'end': {
      const { exitCode, error, dropped } = record
      return texts({
        'seetrain.exit_code': jsonOf(exitCode),
        'seetrain.error': error && `${error.name}: ${error.message}`,
        'seetrain.dropped': dropped > 0 ? String(dropped) : undefined,
      })
    }
  }
}

/** What MLflow's page shows as the source of a run. */
function sourceTags({ sections }: EnvironmentRecord): [tag: string, value: string][] {
  const { commit, branch, remote } = Object(sections['git']) as PlainObject
  const command = Object(sections['command']) as { arguments?: string[] }
  return texts({
    'mlflow.source.name': command.arguments?.[1],
    'mlflow.source.type': command.arguments && 'LOCAL',
    'mlflow.source.git.commit': commit,
    'mlflow.source.git.branch': branch,
    'mlflow.source.git.repoURL': remote,
  })
}

function texts(tags: { [tag: string]: unknown }): [tag: string, value: string][] {
  return Object.entries(tags).flatMap(([tag, value]) => (typeof value === 'string' ? [[tag, value]] : []))
}

function jsonOf(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value)
}
