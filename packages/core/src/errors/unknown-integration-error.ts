import { SeeTrainError } from './seetrain-error.ts'

/** No adapter of this name is registered. */
export class UnknownIntegrationError extends SeeTrainError {
  constructor(framework: string, known: string[], nearest?: string) {
    super(
      'UNKNOWN_INTEGRATION',
      `framework: no integration "${framework}" is registered.${nearest ? ` Did you mean "${nearest}"?` : ''} Known: ${known.join(', ') || 'none'}.`,
    )
  }
}
