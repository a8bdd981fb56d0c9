import { only } from '../../../../test/media/only.ts'
import { MemoryBlobStore } from '../blob/memory-blob-store.ts'
import { Plot, type PlotOptions } from './plot.ts'

const blobs = new MemoryBlobStore()
const context = { blobs, maxBytes: 1e6 }
const encode = (data: unknown, options?: PlotOptions) => only(new Plot(data, options).encode(context))
const read = (data: unknown, options?: PlotOptions) =>
  JSON.parse(new TextDecoder().decode(blobs.get(encode(data, options).blob.sha256)))

const vegaLite = {
  $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
  data: { values: [{ a: 1 }] },
  mark: 'bar',
  encoding: {},
}
const vega = { $schema: 'https://vega.github.io/schema/vega/v6.json', data: [], marks: [] }
const echarts = { xAxis: {}, yAxis: {}, series: [{ type: 'line', data: [1, 2] }] }
const traces = [{ type: 'scatter', x: [1], y: [2] }]

test.each([
  ['vega-lite', vegaLite],
  ['vega-lite', { mark: 'bar', data: { values: [] } }],
  ['vega-lite', { hconcat: [] }],
  ['vega', vega],
  ['echarts', echarts],
  ['echarts', { dataset: {}, series: { type: 'pie' } }],
  ['plotly', { data: traces, layout: {} }],
  ['plotly', { data: traces }],
])('%s is told from the specification, which is kept', (format, spec) => {
  expect(encode(spec).details).toEqual({ format })
  expect(read(spec)).toEqual(spec)
})

test('an array of traces is a Plotly figure', () => {
  expect(encode(traces).details.format).toBe('plotly')
  expect(read(traces)).toEqual({ data: traces, layout: {} })
})

test('each format has a mime of its own', () => {
  const mimes = [vegaLite, vega, echarts, traces].map(spec => encode(spec).blob.mime)
  expect(new Set(mimes).size).toBe(4)
})

test('typed arrays, dates and gaps become JSON, and gaps are counted', () => {
  const item = encode([{ type: 'scatter', x: [new Date(0)], y: Float32Array.of(1, NaN), z: [Infinity, 5n] }])
  expect(item.details).toEqual({ format: 'plotly', nonFinite: 2 })
  expect(JSON.parse(new TextDecoder().decode(blobs.get(item.blob.sha256))).data).toEqual([
    { type: 'scatter', x: ['1970-01-01T00:00:00.000Z'], y: [1, null], z: [null, 5] },
  ])
})

test('values are kept beside the plot', () => {
  expect(encode(vegaLite, { values: { auc: 0.9 }, caption: 'c' })).toMatchObject({
    caption: 'c',
    details: { values: { auc: 0.9 } },
  })
})

const cycle: Record<string, unknown> = { series: [] }
cycle.self = { back: cycle }
let deep: unknown = 1
for (let i = 0; i < 5000; i++) deep = [deep]
const endless = { toJSON: () => endless }

test.each([
  [{ series: [{ label: { formatter: () => '' } }] }, {}, 'plot.series[0].label.formatter'],
  [{ series: [{ 'a b': Symbol('x') }] }, {}, 'plot.series[0].a b'],
  [cycle, {}, 'plot.self.back'],
  [{ series: endless }, {}, 'plot.series'],
  [{}, {}, 'plot'],
  [{ x: 1 }, {}, 'plot'],
  [{ $schema: 'https://example.org/other.json', mark: 'bar' }, {}, 'plot'],
  [[1, 2], {}, 'plot'],
  ['{}', {}, 'plot'],
  [null, {}, 'plot'],
  [Float32Array.of(1), {}, 'plot'],
  [echarts, { format: 'plotly' }, 'plot'],
  [echarts, { format: 'png' }, 'plot.format'],
  [echarts, { theme: 'dark' }, 'plot.theme'],
  [echarts, { values: 5 }, 'plot.values'],
  [echarts, { values: { auc: 'high' } }, 'plot.values.auc'],
])('%# is refused, naming the place', (data, options, field) => {
  expect(() => new Plot(data, options as PlotOptions)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', field }),
  )
})

test('a specification that is nested without end is refused, not followed', () => {
  expect(() => new Plot({ series: deep })).toThrow('100 levels deep')
})

test('a specification over the limit is refused', () => {
  expect(() => new Plot(echarts).encode({ blobs, maxBytes: 10 })).toThrow(
    expect.objectContaining({ code: 'SIZE_LIMIT' }),
  )
})
