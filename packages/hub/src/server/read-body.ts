import { promisify } from 'node:util'
import { RequestError } from '../errors/request-error.ts'

type Decode = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>

const zlib = (): typeof import('node:zlib') => process.getBuiltinModule('node:zlib')

const DECODERS: Readonly<Record<string, () => Decode>> = {
  gzip: () => promisify(zlib().gunzip) as Decode,
  zstd: () => promisify(zlib().zstdDecompress) as Decode,
}

export interface Body {
  /** As it came. */
  received: Uint8Array
  /** Unpacked. */
  bytes: Uint8Array
}

/** The body of a request, when it is no longer than `limit`, packed and unpacked. */
export async function readBody(request: Request, limit: number): Promise<Body> {
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity'
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined
  if (decoder === undefined && encoding !== 'identity') {
    throw new RequestError(
      415,
      'UNKNOWN_ENCODING',
      `Content-Encoding: ${JSON.stringify(encoding.slice(0, 40))} is not known here. Use gzip or zstd, or none.`,
      {
        field: 'Content-Encoding',
      },
    )
  }
  const received = await readBytes(request, limit)
  return { received, bytes: decoder === undefined ? received : await unpack(decoder(), received, limit) }
}

/** What a request announces as its length; the limit when it does not say. */
export function announcedLength(request: Request, limit: number): number {
  const text = request.headers.get('content-length')
  return text === null ? limit : Math.min(Number(text), limit)
}

async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit)
  if (request.body === null) return new Uint8Array(0)
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of request.body) {
    length += piece.length
    if (length > limit) throw tooLarge(limit)
    pieces.push(piece)
  }
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}

async function unpack(decode: Decode, bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  try {
    return await decode(bytes, { maxOutputLength: limit })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit)
    throw new RequestError(400, 'BAD_ENCODING', 'body: it can not be unpacked as its Content-Encoding says.', {
      field: 'body',
      cause: error,
    })
  }
}

function tooLarge(limit: number): RequestError {
  return new RequestError(
    413,
    'TOO_LARGE',
    `body: more than the ${limit} bytes that are taken at once. Send it in parts.`,
    {
      field: 'body',
      // the rest of the body is not read
      headers: { connection: 'close' },
    },
  )
}
