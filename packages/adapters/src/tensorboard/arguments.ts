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

/** One film after the other of a batch; frames of four dimensions, or a file, are one. */
export function films(video: unknown): unknown[] {
  const { data, shape } = (typeof video === 'object' && video !== null ? video : {}) as Partial<WireArray>
  if (!data || shape?.length !== 5) return [video]
  const [count = 0, ...frames] = shape
  const size = data.length / count
  return Array.from({ length: count }, (_, index) => ({
    data: data.subarray(index * size, (index + 1) * size),
    shape: frames,
  }))
}

interface WireArray {
  data: Uint8Array
  shape: number[]
}
