import { ProtobufMessage } from '../protobuf/protobuf-message.ts'
import { numericTensor, type SummaryValue } from './summary-value.ts'

const THRESHOLDS = 127

/** A point of a curve that `prCurve` of SeeTrain drew: x is the recall, y the precision. */
export interface CurvePoint {
  series: string
  x: number
  y: number
  /** Null where no example is called positive. */
  threshold: number | null
}

/** The rows of a plot of precision over recall; undefined when the plot is another one. */
export function readPrCurve(details: unknown, plot: unknown): CurvePoint[] | undefined {
  const { values } = Object(details) as { values?: object }
  if (!Object.keys(values ?? {}).some(name => name.startsWith('averagePrecision'))) return undefined
  return (plot as { data?: { values?: CurvePoint[] } } | undefined)?.data?.values
}

/**
 * The curves in the form of the plugin pr_curves: its thresholds are evenly spaced, and it wants whole counts. A curve
 * does not tell them; the positive examples are taken for as many as the least step of its recall says.
 */
export function prCurveValues(tag: string, points: readonly CurvePoint[]): SummaryValue[] {
  const series = [...new Set(points.map(point => point.series))]
  return series.map(name => ({
    tag: series.length === 1 ? tag : `${tag}/${name}`,
    plugin: 'pr_curves',
    pluginContent: new ProtobufMessage().int(2, THRESHOLDS),
    tensor: numericTensor('float', sample(points.filter(point => point.series === name)), [6, THRESHOLDS]),
  }))
}

function sample(curve: readonly CurvePoint[]): number[] {
  const finite = curve.flatMap(({ threshold }) => threshold ?? [])
  const low = Math.min(0, ...finite)
  const width = Math.max(1, ...finite) - low
  const positives = countPositives(curve)
  const columns = Array.from({ length: THRESHOLDS }, (_, i) => {
    const least = low + (width * i) / (THRESHOLDS - 1)
    // points come with falling thresholds
    const { x: recall, y: precision } = curve.findLast(({ threshold }) => (threshold ?? Infinity) >= least) ?? curve[0]!
    const truePositives = Math.round(recall * positives)
    const falsePositives = precision > 0 ? Math.round(truePositives / precision) - truePositives : 0
    return [truePositives, falsePositives, 0, positives - truePositives, precision, recall]
  })
  return [0, 1, 2, 3, 4, 5].flatMap(row => columns.map(column => column[row]!))
}

function countPositives(curve: readonly CurvePoint[]): number {
  const steps = curve.map(({ x }, i) => x - (curve[i - 1]?.x ?? 0)).filter(step => step > 0)
  return steps.length === 0 ? 1 : Math.round(1 / Math.min(...steps))
}
