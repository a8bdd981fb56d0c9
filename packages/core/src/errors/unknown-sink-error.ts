import { SeeTrainError } from './seetrain-error.ts'

/** No sink of this name is registered. */
export class UnknownSinkError extends SeeTrainError {
  constructor(sink: string, known: string[]) {
    super(
      'UNKNOWN_SINK',
      `sinks: no sink "${sink}" is registered. Known: ${known.join(', ') || 'none'}. Register your own with registerSink.`,
    )
  }
}
