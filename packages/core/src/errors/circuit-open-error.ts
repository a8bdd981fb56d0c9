import { SeeTrainError } from './seetrain-error.ts'

/** Calls are held back because the last ones failed. */
export class CircuitOpenError extends SeeTrainError {
  constructor(operation: string, options?: { cause?: unknown }) {
    super('CIRCUIT_OPEN', `${operation}: not called, its circuit breaker is open after repeated failures.`, options)
  }
}
