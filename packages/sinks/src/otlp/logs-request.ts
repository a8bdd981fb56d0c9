import type { AlertLevel, AlertRecord, ConsoleRecord, RunRecord } from '@seetrain/core'
import { toKeyValues, toNanos, type LogsRequest, type OtlpLog, type Resource } from '@seetrain/otlp'
import { SCOPE } from './scope.ts'

const SEVERITIES = {
  info: [9, 'INFO'],
  warning: [13, 'WARN'],
  error: [17, 'ERROR'],
} as const satisfies { [level in AlertLevel]: readonly [number, string] }

/** Lines of the console, and alerts. */
export function logsRequest(records: readonly RunRecord[], resource: Resource): LogsRequest | undefined {
  const logRecords = records.flatMap(record => {
    if (record.kind === 'console') return [consoleLog(record)]
    return record.kind === 'alert' ? [alertLog(record)] : []
  })
  if (logRecords.length === 0) return undefined
  return { resourceLogs: [{ resource, scopeLogs: [{ scope: SCOPE, logRecords }] }] }
}

// no severity: what a program prints on stderr is often only progress
function consoleLog({ time, stream, line, text }: ConsoleRecord): OtlpLog {
  return {
    timeUnixNano: toNanos(time),
    observedTimeUnixNano: toNanos(time),
    body: { stringValue: text },
    attributes: toKeyValues({ 'log.iostream': stream, 'seetrain.console.line': line }),
  }
}

function alertLog({ time, title, text, level, step }: AlertRecord): OtlpLog {
  const [severityNumber, severityText] = SEVERITIES[level]
  const about = { 'seetrain.alert.title': title, ...(step !== undefined && { 'seetrain.step': step }) }
  return {
    timeUnixNano: toNanos(time),
    observedTimeUnixNano: toNanos(time),
    severityNumber,
    severityText,
    eventName: 'seetrain.alert',
    body: { stringValue: text ?? title },
    attributes: toKeyValues(about),
  }
}
