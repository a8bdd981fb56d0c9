import { InvalidArgumentError } from '@seetrain/core'
import { at, type Place } from '../values/metric-values.ts'

/** `walltime` is in seconds. */
export function when(step?: number, walltime?: number): Place {
  return walltime === undefined ? at(step) : { ...at(step), time: walltime * 1000 }
}

const LAYOUTS: { [format: string]: { layout?: 'CHW' | 'HWC' } } = {
  CHW: { layout: 'CHW' },
  NCHW: { layout: 'CHW' },
  HWC: { layout: 'HWC' },
  NHWC: { layout: 'HWC' },
  HW: {},
}

/** The order of a picture's dimensions, in TensorBoard's letters. */
export function layoutOf(dataformats: string): { layout?: 'CHW' | 'HWC' } {
  const layout = LAYOUTS[dataformats.toUpperCase()]
  if (layout) return layout
  throw new InvalidArgumentError('dataformats', dataformats, `Use one of: ${Object.keys(LAYOUTS).join(', ')}.`)
}
