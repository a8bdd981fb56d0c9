import type { MediaItem, PlainObject } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { Media, type MediaContext } from './media.ts'
import { checkOptions, readChoice, readString } from './options.ts'
import { mediaItem, storeText } from './store.ts'
import { toJson } from './to-json.ts'

export type PlotFormat = 'vega-lite' | 'vega' | 'echarts' | 'plotly'

export interface PlotOptions {
  /** Default: told from the specification. */
  format?: PlotFormat
  caption?: string
  /** Numbers to keep beside the plot, such as the area under a curve. */
  values?: { [name: string]: number }
}

const FORMATS: Record<PlotFormat, { mime: string; needs: string; accepts(spec: Spec): boolean }> = {
  'vega-lite': {
    mime: 'application/vnd.vegalite.v6+json',
    needs: 'mark, layer, facet, repeat or a concatenation',
    accepts: isVegaLite,
  },
  vega: {
    mime: 'application/vnd.vega.v6+json',
    needs: 'a $schema of Vega',
    accepts: spec => schemaOf(spec).includes('/vega/'),
  },
  echarts: {
    mime: 'application/vnd.echarts.v6+json',
    needs: 'series',
    accepts: spec => 'series' in spec && !('$schema' in spec),
  },
  plotly: { mime: 'application/vnd.plotly.v1+json', needs: 'data, an array of traces', accepts: isPlotly },
}
const NAMES = Object.keys(FORMATS) as PlotFormat[]

type Spec = Record<string, unknown>

/** A chart as the JSON specification of Vega-Lite, Vega, ECharts or Plotly. Readers draw it. */
export class Plot extends Media {
  readonly type = 'plot'
  readonly #format: PlotFormat
  readonly #json: string
  readonly #details: PlainObject
  readonly #caption: string | undefined

  constructor(data: unknown, options?: PlotOptions) {
    super()
    const checked = checkOptions('plot', options, ['format', 'caption', 'values'])
    this.#caption = readString('plot.caption', checked.caption)
    const spec = readSpec(data)
    this.#format = readFormat(data, spec, readChoice('plot.format', checked.format, NAMES))
    let gaps = 0
    // chart libraries leave a gap where a number is null
    this.#json = JSON.stringify(toJson('plot', spec, () => (gaps++, null)))
    this.#details = { format: this.#format, ...(gaps > 0 && { nonFinite: gaps }), ...readValues(checked.values) }
  }

  encode(context: MediaContext): MediaItem[] {
    const blob = storeText(context, 'plot', this.#json, FORMATS[this.#format].mime)
    return [mediaItem(blob, this.#details, this.#caption)]
  }
}

function readValues(values: unknown): PlainObject {
  if (values === undefined) return {}
  if (typeof values !== 'object' || values === null)
    throw new InvalidArgumentError('plot.values', values, 'Pass an object of numbers.')
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'number') throw new InvalidArgumentError(`plot.values.${name}`, value, 'Pass a number.')
  }
  return { values: { ...values } }
}

/** An array is taken for the traces of a Plotly figure. */
function readSpec(data: unknown): Spec {
  if (Array.isArray(data)) return { data, layout: {} }
  if (typeof data === 'object' && data !== null && !ArrayBuffer.isView(data)) return data as Spec
  throw new InvalidArgumentError('plot', data, `Pass the specification of a chart: ${NAMES.join(', ')}.`)
}

function readFormat(data: unknown, spec: Spec, asked: PlotFormat | undefined): PlotFormat {
  const format = asked ?? NAMES.find(name => FORMATS[name].accepts(spec))
  if (!format) throw new InvalidArgumentError('plot', data, `It is no specification of ${NAMES.join(', ')}.`)
  if (!FORMATS[format].accepts(spec))
    throw new InvalidArgumentError('plot', data, `A specification of ${format} has ${FORMATS[format].needs}.`)
  return format
}

function schemaOf({ $schema }: Spec): string {
  return typeof $schema === 'string' ? $schema : ''
}

function isVegaLite(spec: Spec): boolean {
  if ('$schema' in spec && !schemaOf(spec).includes('vega-lite')) return false
  const isView = ['mark', 'layer', 'facet', 'repeat', 'hconcat', 'vconcat', 'concat'].some(name => name in spec)
  return isView && !('series' in spec)
}

function isPlotly(spec: Spec): boolean {
  return (
    Array.isArray(spec.data) &&
    !('$schema' in spec) &&
    spec.data.every(trace => typeof trace === 'object' && trace !== null)
  )
}
