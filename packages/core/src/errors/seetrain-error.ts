const MARKER = Symbol.for('seetrain.error')

/**
 * Base of every error of ours. `code` is stable and documented in docs/errors.md; the message names the field, what
 * came and what to do. `isInstance` works across duplicate installs, `instanceof` does not.
 */
export class SeeTrainError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = new.target.name
    this.code = code
    Object.defineProperty(this, MARKER, { value: true })
  }

  static isInstance(value: unknown): value is SeeTrainError {
    return typeof value === 'object' && value !== null && MARKER in value
  }
}
