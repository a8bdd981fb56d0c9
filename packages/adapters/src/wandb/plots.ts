import {
  barPlot,
  confusionMatrix,
  Histogram,
  linePlot,
  type Plot,
  prCurve,
  rocCurve,
  scatterPlot,
} from '@seetrain/core'
import type { WandbTable } from './media.ts'

type Numbers = readonly number[]

/** `wandb.plot`: charts from the columns of a table, and those of classifiers. */
export const plot = {
  line(table: WandbTable, x: string, y: string, title?: string): Plot {
    return linePlot({ [y]: table.getColumn(y) as number[] }, { x: table.getColumn(x) as number[], ...titled(title) })
  },

  scatter(table: WandbTable, x: string, y: string, title?: string): Plot {
    const titles = { xTitle: x, yTitle: y, ...titled(title) }
    return scatterPlot(table.getColumn(x) as number[], table.getColumn(y) as number[], titles)
  },

  bar(table: WandbTable, label: string, value: string, title?: string): Plot {
    const values = table.getColumn(value) as number[]
    const bars = table.getColumn(label).map((name, index) => [String(name), values[index] as number] as const)
    return barPlot(Object.fromEntries(bars), { xTitle: label, yTitle: value, ...titled(title) })
  },

  histogram(table: WandbTable, value: string): Histogram {
    return new Histogram(table.getColumn(value))
  },

  /** `xs` are shared by all lines. */
  lineSeries(xs: Numbers, ys: readonly Numbers[], options: { keys?: readonly string[]; title?: string } = {}): Plot {
    const series = ys.map((line, index) => [options.keys?.[index] ?? `y${index}`, [...line]] as const)
    return linePlot(Object.fromEntries(series), { x: [...xs], ...titled(options.title) })
  },

  confusionMatrix(options: { yTrue: unknown; preds: unknown; classNames?: string[]; title?: string }): Plot {
    return confusionMatrix(options.yTrue, options.preds, options.classNames, titled(options.title))
  },

  prCurve(yTrue: unknown, yProbas: unknown, labels?: readonly string[]): Plot {
    return prCurve(yTrue, yProbas, labels && { labels })
  },

  rocCurve(yTrue: unknown, yProbas: unknown, labels?: readonly string[]): Plot {
    return rocCurve(yTrue, yProbas, labels && { labels })
  },
}

function titled(title: string | undefined): { title?: string } {
  return title === undefined ? {} : { title }
}
