import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock, type Logger } from '@seetrain/core'
import { MemoryBlobStore } from '@seetrain/core/testing'
import { BlobReader } from '../files/blob-reader.ts'
import { MlflowConnection, orMissing } from './mlflow-connection.ts'
import { serverOf } from './mlflow-options.ts'
import { RunFiles } from './run-files.ts'

const { signal } = new AbortController()
const logger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

let server: Server
let url: string
let requests: { method: string; path: string; headers: IncomingMessage['headers']; body: string }[]
let answer: (response: ServerResponse, count: number) => void

beforeEach(async () => {
  requests = []
  answer = response => response.end('{}')
  server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      requests.push({ method, path, headers, body: Buffer.concat(pieces).toString() })
      answer(response, requests.length)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

const connect = (options: object = {}, environment: NodeJS.ProcessEnv = {}): MlflowConnection =>
  new MlflowConnection(serverOf({ url, ...options }, environment), { fetch: globalThis.fetch, clock: systemClock })

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status).end(JSON.stringify({ error_code: code, message }))
}

describe('the connection to MLflow', () => {
  it.each([
    [{ token: 't' }, {}, 'Bearer t'],
    [{}, { MLFLOW_TRACKING_TOKEN: 'e' }, 'Bearer e'],
    [
      { username: 'me', password: 'ü' },
      { MLFLOW_TRACKING_TOKEN: 'e' },
      `Basic ${Buffer.from('me:ü').toString('base64')}`,
    ],
    [{}, {}, undefined],
  ])('logs in with %j and %j', async (options, environment, expected) => {
    await connect(options, environment).get('runs/get', { run_id: 'a b' }, signal)
    expect(requests[0]).toMatchObject({ method: 'GET', path: '/api/2.0/mlflow/runs/get?run_id=a+b' })
    expect(requests[0]!.headers.authorization).toBe(expected)
  })

  it('finds the server by the variables of MLflow, and says what is no server', () => {
    expect(serverOf({}, { MLFLOW_TRACKING_URI: `${url}/` }).url).toBe(url)
    expect(serverOf({ url }, { MLFLOW_WORKSPACE: 'team' }).headers).toEqual({ 'x-mlflow-workspace': 'team' })
    for (const uri of [undefined, './mlruns', 'sqlite:///a.db', 'databricks'])
      expect(() => serverOf({}, uri === undefined ? {} : { MLFLOW_TRACKING_URI: uri })).toThrow(
        'mlflow server --backend',
      )
  })

  it.each([429, 503])('waits when it is asked to, after %d', async status => {
    answer = (response, count) => {
      if (count === 1) response.writeHead(status, { 'retry-after': '0' })
      response.end('{"ok":1}')
    }
    await expect(connect().post('runs/log-batch', {}, signal)).resolves.toEqual({ ok: 1 })
    expect(requests).toHaveLength(2)
  })

  it.each([
    [400, 'INVALID_PARAMETER_VALUE', 'Invalid value', true],
    [400, 'INVALID_PARAMETER_VALUE', "The run x must be in the 'active' state.", false],
    [401, 'UNAUTHENTICATED', 'who are you', false],
    [413, '', 'too large', true],
    [500, 'INTERNAL_ERROR', 'oh', false],
    [503, 'TEMPORARILY_UNAVAILABLE', 'later', false],
  ])('reads %d %s %s', async (status, code, message, blamesContent) => {
    answer = response => refuse(response, status, code, message)
    await expect(connect().post('runs/log-batch', {}, signal)).rejects.toMatchObject({
      code: 'MLFLOW_REFUSED',
      status,
      blamesContent,
      message: expect.stringContaining(message) as string,
    })
  })

  it('reads the page of a proxy, and what is missing', async () => {
    answer = response => response.writeHead(502).end('<h1>Bad\nGateway</h1>')
    await expect(connect().post('runs/create', {}, signal)).rejects.toThrow('502: <h1>Bad Gateway</h1>')
    answer = response => refuse(response, 404, 'RESOURCE_DOES_NOT_EXIST', 'no')
    await expect(orMissing(connect().get('runs/get', {}, signal))).resolves.toBeUndefined()
  })
})

describe('files of a run', () => {
  const blobs = new MemoryBlobStore()
  afterAll(() => blobs[Symbol.dispose]())
  const filesAt = (artifactUri: string, warnings: string[] = []): RunFiles => {
    const run = { signal, logger: { ...logger, warn: (message: string) => void warnings.push(message) } }
    const reader = new BlobReader('mlflow', blobs, logger)
    return new RunFiles({ connection: connect(), artifactUri, sameMachine: false, blobs: reader, run })
  }

  it('are put below the root that MLflow names, with any character in their paths', async () => {
    const blob = blobs.put(new TextEncoder().encode('bytes'), 'text/plain')
    await filesAt('mlflow-artifacts:/0/run/artifacts').putBlob('a b/ü#%.txt', blob, signal)
    const path = '/api/2.0/mlflow-artifacts/artifacts/0/run/artifacts/a%20b/%C3%BC%23%25.txt'
    expect(requests).toMatchObject([{ method: 'PUT', path, body: 'bytes' }])
  })

  it('go on being sent when an attempt runs out of time, and the next attempt waits for them', async () => {
    let finish = (): void => {}
    answer = response => void (finish = () => response.end())
    const files = filesAt('mlflow-artifacts:/root')
    const attempt = new AbortController()
    const first = files.putText('large.txt', 'text', attempt.signal)
    while (requests.length === 0) await new Promise(resolve => setImmediate(resolve))
    attempt.abort(new Error('out of time'))
    await expect(first).rejects.toThrow('out of time')
    const second = files.putText('large.txt', 'text', signal)
    finish()
    await second
    expect(requests).toHaveLength(1)
  })

  it('are left out, with one warning, where only a client of MLflow can write', async () => {
    const warnings: string[] = []
    const files = filesAt('s3://bucket/run', warnings)
    await files.putText('a.txt', 'a', signal)
    await files.putText('b.txt', 'b', signal)
    expect(requests).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('s3://bucket/run')])
  })
})
