import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { init } from '@seetrain/core'
import { OtlpSink } from '@seetrain/sinks/otlp'
import { certifiedFetch } from '../../packages/sinks/src/otlp/certified-fetch.ts'
import { describeWhen } from '../skip.ts'

const OPENSSL = 'openssl'
const hasOpenssl = spawnSync(OPENSSL, ['version']).status === 0

describeWhen(hasOpenssl, 'openssl is not installed')('a receiver with a certificate of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seetrain-tls-'))
  const file = (name: string) => join(folder, name)
  const seen: { path: string; caller: string }[] = []
  let endpoint = ''
  let stop: () => Promise<unknown>

  beforeAll(async () => {
    makeCertificate('receiver', ['-addext', 'subjectAltName=IP:127.0.0.1'])
    makeCertificate('caller')
    const options = {
      key: readFileSync(file('receiver.key')),
      cert: readFileSync(file('receiver.pem')),
      ca: readFileSync(file('caller.pem')),
      requestCert: true,
      rejectUnauthorized: false,
    }
    const server = createServer(options, (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate()
      seen.push({ path: request.url!, caller: String(subject?.CN ?? '') })
      request.resume().on('end', () => response.end())
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    stop = () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(resolve))
    }
  })
  afterAll(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => void seen.splice(0))

  function makeCertificate(name: string, more: string[] = []): void {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', file(`${name}.key`)]
    const args = ['req', '-x509', ...key, '-out', file(`${name}.pem`), '-days', '2', '-subj', `/CN=${name}`, ...more]
    execFileSync(OPENSSL, args, { stdio: 'ignore' })
  }

  it('is believed by its certificate, and told who calls', async () => {
    const settings = { captureConsole: false, captureEnvironment: false, systemMonitor: false }
    const certificates = {
      certificate: file('receiver.pem'),
      clientCertificate: file('caller.pem'),
      clientKey: file('caller.key'),
    }
    const run = init({ dir: folder, project: 'shop', sinks: [new OtlpSink({ endpoint, ...certificates })], settings })
    run.log({ loss: 1 })
    await run.finish()
    expect(run.stats().sinks['otlp']).toMatchObject({ failures: 0, poisoned: 0 })
    expect(seen).toEqual([{ path: '/v1/metrics', caller: 'caller' }])
  })

  it('is not believed by that of another', async () => {
    const request = certifiedFetch({ certificate: file('caller.pem') })(endpoint, { method: 'POST' })
    await expect(request).rejects.toThrow(/self-signed certificate/)
    expect(seen).toEqual([])
  })

  it('is not asked when a file is missing, and the file is named', async () => {
    const request = certifiedFetch({ clientKey: file('none.pem') })(endpoint, { method: 'POST' })
    await expect(request).rejects.toThrow(/option "clientKey".*none\.pem.*path of a PEM file/)
  })

  it('is given up with the signal', async () => {
    const late = AbortSignal.abort(new Error('late'))
    await expect(certifiedFetch({})(endpoint, { signal: late })).rejects.toThrow('aborted')
    expect(seen).toEqual([])
  })
})
