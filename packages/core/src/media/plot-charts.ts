import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { readNumericArray } from './numeric-array.ts'
import { checkOptions, type Options } from './options.ts'
import { Plot } from './plot.ts'

export interface ChartOptions {
  title?: string
  xTitle?: string
  yTitle?: string
  caption?: string
}

/** One sequence of numbers, or several by name. */
export type ChartSeries = ArrayLike<number> | { [name: string]: ArrayLike<number> }

const CHART_OPTIONS = ['title', 'xTitle', 'yTitle', 'caption']
const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json'

/** Lines over `x`, or over 0, 1, 2, … */
export function linePlot(series: ChartSeries, options?: ChartOptions & { x?: ArrayLike<number> }): Plot {
  const checked = checkOptions('linePlot', options, [...CHART_OPTIONS, 'x'])
  const x = checked.x === undefined ? undefined : readValues('linePlot.x', checked.x)
  const values = readSeries('linePlot', series).flatMap(([name, numbers]) => {
    if (x) checkLength(`linePlot.${name}`, numbers, x.length)
    return numbers.map((y, index) => ({ series: name, x: x ? x[index] : index, y }))
  })
  return chart(values, { type: 'line', tooltip: true }, checked, {
    x: axis('x', 'quantitative', checked.xTitle),
    y: axis('y', 'quantitative', checked.yTitle, { scale: { zero: false } }),
    color: legend(values),
    order: { field: 'x', type: 'quantitative' },
  })
}

/** Bars by label, in the order given. */
export function barPlot(values: { [label: string]: number }, options?: ChartOptions): Plot {
  const checked = checkOptions('barPlot', options, CHART_OPTIONS)
  if (typeof values !== 'object' || values === null || Array.isArray(values) || ArrayBuffer.isView(values)) {
    throw new InvalidArgumentError('barPlot', values, 'Pass an object of numbers by label.')
  }
  const rows = Object.entries(values).map(([label, value]) => {
    if (typeof value === 'number') return { label, value }
    throw new InvalidArgumentError(`barPlot.${label}`, value, 'Pass a number.')
  })
  return chart(rows, { type: 'bar', tooltip: true }, checked, {
    x: axis('label', 'nominal', checked.xTitle, { sort: null }),
    y: axis('value', 'quantitative', checked.yTitle),
  })
}

/** A dot per pair; `groups` names a colour for each. */
export function scatterPlot(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options?: ChartOptions & { groups?: readonly (string | number)[] },
): Plot {
  const checked = checkOptions('scatterPlot', options, [...CHART_OPTIONS, 'groups'])
  const horizontal = readValues('scatterPlot.x', x)
  const vertical = readValues('scatterPlot.y', y)
  checkLength('scatterPlot.y', vertical, horizontal.length)
  const { groups } = checked
  if (groups !== undefined) checkLength('scatterPlot.groups', groups, horizontal.length)
  const values = horizontal.map((left, index) => ({
    x: left,
    y: vertical[index],
    series: String((groups as unknown[] | undefined)?.[index] ?? ''),
  }))
  return chart(values, { type: 'point', filled: true, tooltip: true }, checked, {
    x: axis('x', 'quantitative', checked.xTitle, { scale: { zero: false } }),
    y: axis('y', 'quantitative', checked.yTitle, { scale: { zero: false } }),
    color: legend(values),
  })
}

/** A Vega-Lite chart with its data in it. */
export function chart(
  values: readonly object[],
  mark: object,
  { title, caption }: Options,
  encoding: object,
  numbers?: { [name: string]: number },
): Plot {
  const spec = {
    $schema: SCHEMA,
    ...(title !== undefined && { title }),
    width: 'container',
    data: { values },
    mark,
    encoding,
  }
  return new Plot(spec, {
    ...(caption !== undefined && { caption: caption as string }),
    ...(numbers && { values: numbers }),
  })
}

export function axis(field: string, type: string, title: unknown, more?: object): object {
  return { field, type, title: title ?? field, ...more }
}

/** A legend only where there is more than one name to tell apart. */
export function legend(values: readonly { series: string }[]): object | undefined {
  const one = values.every(({ series }) => series === values[0]?.series)
  return one ? undefined : { field: 'series', type: 'nominal', title: null, sort: null }
}

function readSeries(field: string, series: unknown): [string, number[]][] {
  const isNamed =
    typeof series === 'object' &&
    series !== null &&
    Object.getPrototypeOf(series) === Object.prototype &&
    !('shape' in series)
  if (!isNamed) return [['value', readValues(field, series)]]
  return Object.entries(series).map(([name, numbers]) => [name, readValues(`${field}.${name}`, numbers)])
}

function readValues(field: string, value: unknown): number[] {
  if (Array.isArray(value) && value.length === 0) return []
  const array = readNumericArray(field, value)
  if (array?.shape.length === 1) return Array.from(array.data, Number)
  throw new InvalidArgumentError(field, value, 'Pass an array of numbers.')
}

function checkLength(field: string, values: unknown, length: number): void {
  if ((values as ArrayLike<unknown> | null)?.length === length) return
  throw new InvalidArgumentError(field, values, `Give it ${length} members, as many as x has.`)
}
