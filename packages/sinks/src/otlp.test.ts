import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { decodeRequest, fromKeyValues, fromNanos, numberOf, type Requests, type Signal } from '@seetrain/otlp'
import { describeSink, type Point } from '../../../test/contracts/sink.ts'
import { OtlpSink } from './otlp.ts'

/** What one run of the contract sent, by the path that stands for its folder. */
const received = new Map<string, { signal: Signal; headers: IncomingHttpHeaders; request: object }[]>()

const server = createServer((message, response) => {
  const pieces: Buffer[] = []
  message.on('data', (piece: Buffer) => pieces.push(piece))
  message.on('end', () => {
    const [, name, , signal] = (message.url ?? '').split('/') as [string, string, string, Signal]
    const { headers } = message
    const body = Buffer.concat(pieces)
    const bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
    const encoding = headers['content-type'] === 'application/json' ? 'json' : 'protobuf'
    const list = received.get(name) ?? []
    list.push({ signal, headers, request: decodeRequest(signal, bytes, encoding) })
    received.set(name, list)
    response.end()
  })
})
let url = ''
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise(resolve => server.close(resolve)))

function pointsIn(folder: string): Point[] {
  const requests = (received.get(basename(folder)) ?? []).filter(({ signal }) => signal === 'metrics')
  return requests.flatMap(({ request }) =>
    ((request as Requests['metrics']).resourceMetrics ?? []).flatMap(({ scopeMetrics = [] }) =>
      scopeMetrics.flatMap(({ metrics = [] }) =>
        metrics
          .filter(({ name }) => !name.startsWith('seetrain.system.'))
          .flatMap(({ name, gauge }) =>
            (gauge?.dataPoints ?? []).map(({ timeUnixNano, asDouble, exemplars }) => {
              const about = fromKeyValues(exemplars?.[0]?.filteredAttributes)
              const { 'seetrain.step': step, 'seetrain.epoch': epoch } = about as { [name: string]: number }
              const time = fromNanos(timeUnixNano)!
              return { key: name, step: step!, value: numberOf(asDouble)!, time, ...(epoch !== undefined && { epoch }) }
            }),
          ),
      ),
    ),
  )
}

for (const protocol of ['protobuf', 'json'] as const)
  describeSink(`OtlpSink in ${protocol}`, {
    create: folder => new OtlpSink({ endpoint: `${url}/${basename(folder)}`, protocol }),
    readBack: pointsIn,
  })
