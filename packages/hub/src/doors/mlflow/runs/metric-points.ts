import { JournalReader, type FileSystem } from '@seetrain/core'

/** A point of a metric as MLflow has it. */
export interface MetricPoint {
  key: string
  value: number
  timestamp: number
  step: number
}

export type LatestPoints = Map<string, MetricPoint>

/** Keeps the point that MLflow takes for the value of its metric: the greatest by step, then time, then value. */
export function keepLatest(latest: LatestPoints, point: MetricPoint): void {
  const known = latest.get(point.key)
  if (known === undefined || compareLatest(point, known) > 0) latest.set(point.key, point)
}

function compareLatest(a: MetricPoint, b: MetricPoint): number {
  return a.step - b.step || a.timestamp - b.timestamp || compareNumbers(a.value, b.value)
}

/** NaN comes last; infinities can not be subtracted. */
export function compareNumbers(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0
  if (Number.isNaN(a)) return 1
  if (Number.isNaN(b)) return -1
  return a < b ? -1 : 1
}

/** By which a point is recognised when it is sent again. */
export function pointIdentity(key: string, { value, timestamp, step }: Omit<MetricPoint, 'key'>): string {
  return `${step} ${timestamp} ${value} ${key}`
}

/** Hands over every point of a journal, in the order of logging. */
export function readPoints(folder: string, fileSystem: FileSystem, take: (point: MetricPoint) => void): void {
  const reader = new JournalReader(folder, fileSystem)
  try {
    for (let offset = 0, atEnd = false; !atEnd;) {
      const stretch = reader.visit(offset, {
        point: (key, step, value, time) => take({ key, step, value, timestamp: time }),
        record: record => {
          if (record.kind === 'metric')
            take({ key: record.key, step: record.step, value: record.value, timestamp: record.time })
        },
      })
      offset = stretch.nextOffset
      atEnd = stretch.atEnd
    }
  } finally {
    reader.close()
  }
}
