import { SeeTrainError, type Logger } from '@seetrain/core'
import { encodeAnswer, encodeError, MEDIA_TYPES, REJECTED, type Encoding, type Signal } from '@seetrain/otlp'
import { answerError } from '../../server/answer-error.ts'

/** `google.rpc.Code` by status. */
const CODES: { readonly [status: number]: number } = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  409: 9,
  413: 8,
  415: 3,
  429: 8,
  500: 13,
  503: 14,
}
/** A sender of OTLP tries again for 503 alone: for what a hub gets over, that is the answer. */
const PASSING: readonly number[] = [507]
const PASSING_CODES: readonly string[] = ['JOURNAL_LOCKED', 'LOCK_BUSY']

export function success(signal: Signal, encoding: Encoding, rejected: number, reason: string | undefined): Response {
  const partialSuccess = { [REJECTED[signal]]: String(rejected), errorMessage: reason ?? '' }
  return answer(encodeAnswer(signal, rejected > 0 ? { partialSuccess } : {}, encoding), 200, encoding)
}

/** An error in the words of OTLP, with the message that any other route would give. */
export async function failure(error: unknown, encoding: Encoding, logger: Logger): Promise<Response> {
  const plain = answerError(error, logger)
  const { error: body } = (await plain.json()) as { error: { message: string } }
  const passes =
    PASSING.includes(plain.status) || (SeeTrainError.isInstance(error) && PASSING_CODES.includes(error.code))
  const status = passes ? 503 : plain.status
  const headers = Object.fromEntries(
    [...plain.headers].filter(([name]) => ['retry-after', 'www-authenticate', 'connection'].includes(name)),
  )
  if (passes) headers['retry-after'] ??= '5'
  return answer(encodeError({ code: CODES[status] ?? 2, message: body.message }, encoding), status, encoding, headers)
}

function answer(
  bytes: Uint8Array,
  status: number,
  encoding: Encoding,
  headers: { [name: string]: string } = {},
): Response {
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    status,
    headers: { ...headers, 'content-type': MEDIA_TYPES[encoding], 'cache-control': 'no-store' },
  })
}
