import type { IncomingMessage } from 'node:http'
import type { RequestOptions } from 'node:https'
import { InvalidArgumentError, type Fetch } from '@seetrain/core'

/** Paths of PEM files. */
export interface Certificates {
  /** Of whom the receiver's certificate is to come from. */
  certificate?: string
  /** Shown to a receiver that asks who calls. */
  clientCertificate?: string
  clientKey?: string
}

/** A fetch by certificates of one's own, which the global one can not be told of. The files are read at each request. */
export function certifiedFetch(certificates: Certificates): Fetch {
  return async (address, { method = 'GET', headers, body, signal } = {}) => {
    const { request } = process.getBuiltinModule('node:https')
    const options: RequestOptions = { method, ...tlsOptions(certificates), ...(signal && { signal }) }
    return new Promise((resolve, reject) => {
      const sent = request(String(address), options, message => void answerOf(message).then(resolve, reject))
      for (const [name, value] of new Headers(headers)) sent.setHeader(name, value)
      sent.on('error', reject)
      sent.end(body)
    })
  }
}

function tlsOptions({ certificate, clientCertificate, clientKey }: Certificates): RequestOptions {
  return {
    ...(certificate !== undefined && { ca: read('certificate', certificate) }),
    ...(clientCertificate !== undefined && { cert: read('clientCertificate', clientCertificate) }),
    ...(clientKey !== undefined && { key: read('clientKey', clientKey) }),
  }
}

function read(option: keyof Certificates, file: string): Buffer {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(file)
  } catch {
    throw new InvalidArgumentError(
      `sink otlp, option "${option}"`,
      file,
      'Give it, or its variable of OTEL_EXPORTER_OTLP_, the path of a PEM file that can be read.',
    )
  }
}

async function answerOf(message: IncomingMessage): Promise<Response> {
  const pieces: Buffer[] = []
  for await (const piece of message) pieces.push(piece as Buffer)
  const { statusCode: status = 502, headers } = message
  const texts = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  )
  const hasBody = status !== 204 && status !== 304
  return new Response(hasBody ? Buffer.concat(pieces) : null, { status, headers: texts })
}
