import { SeeTrainError } from '@seetrain/core'

/** No answer came from a receiver's address. The courier tries again: a server may start, a network may come back. */
export class OtlpUnreachableError extends SeeTrainError {
  constructor(url: string, cause: unknown) {
    const { origin } = new URL(url)
    super(
      'OTLP_UNREACHABLE',
      `${url} can not be reached: ${reasonOf(cause)}. Check that a receiver listens at ${origin}, and that it is its port for HTTP (usually 4318).`,
      { cause },
    )
  }
}

/** What lies below says more: fetch only says that it failed. */
function reasonOf(error: unknown): string {
  const { cause, code, message } = Object(error) as { cause?: unknown; code?: unknown; message?: unknown }
  if (cause !== undefined) return reasonOf(cause)
  return String(message || code || error)
}
