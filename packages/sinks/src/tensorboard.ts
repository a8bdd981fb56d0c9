import { nodeFileSystem, type FileSystem, type Plain, type PlainObject, type SinkDefinition } from '@seetrain/core'
import { RecordLogSink } from './files/record-log-sink.ts'
import { checkSinkOptions, isFolder, isOneOf } from './sink-options.ts'
import { EventLog } from './tensorboard/event-log.ts'
import type { Layout } from './tensorboard/run-facts.ts'

// what has no place in TensorBoard: spans, edges of lineage, console lines, and what was dropped
const KINDS = [
  'open',
  'edit',
  'config',
  'definition',
  'metric',
  'media',
  'artifact',
  'system',
  'environment',
  'alert',
  'end',
] as const

export interface TensorboardSinkOptions {
  /** A folder for TensorBoard's `--logdir`; each run is a folder in it. Default: `tensorboard` in the run's own folder. */
  dir?: string
  /**
   * `tensor` (default) writes metrics as TensorFlow 2 does, with all their 64 bits beside the 32 that TensorBoard shows.
   * `simple` writes 32 bits as PyTorch does, for scripts that ask an EventAccumulator for `Scalars`.
   */
  scalars?: 'tensor' | 'simple'
  /** Charts with several metrics each, for the page Custom Scalars. */
  layout?: Layout
  fileSystem?: FileSystem
}

/**
 * Writes event files that TensorBoard opens. Where they end travels with the cursor, and they are cut to that when they
 * are opened.
 */
export class TensorboardSink extends RecordLogSink {
  constructor(options: TensorboardSinkOptions = {}) {
    super({
      id: 'tensorboard',
      kinds: KINDS,
      open: (run, state) => new EventLog({ fileSystem: nodeFileSystem, ...options }, run, state),
    })
  }
}

export const definition: SinkDefinition = {
  id: 'tensorboard',
  create: options =>
    new TensorboardSink(
      checkSinkOptions('tensorboard', options, {
        dir: isFolder,
        scalars: isOneOf('tensor', 'simple'),
        layout: isLayout,
      }),
    ),
}

function isLayout(value: Plain): string | undefined {
  const members = (of: Plain): Plain[] | undefined =>
    typeof of === 'object' && of !== null && Object.getPrototypeOf(of) === Object.prototype
      ? Object.values(of as PlainObject)
      : undefined
  const charts = members(value)?.map(members)
  const isRight = charts?.every(chart =>
    chart?.every(tags => Array.isArray(tags) && tags.every(tag => typeof tag === 'string')),
  )
  return isRight
    ? undefined
    : "Pass lists of metrics by category and title: { losses: { 'both': ['loss', 'val/loss'] } }."
}
