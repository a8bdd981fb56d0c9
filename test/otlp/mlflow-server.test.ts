import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { init } from '@seetrain/core'
import { OtlpSink } from '@seetrain/sinks/otlp'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen } from '../skip.ts'

const python = pythonPeer('mlflow')

describeWhen(python !== undefined, absentPeer('mlflow'))('the server of MLflow', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seetrain-mlflow-'))
  let server: ChildProcess
  let url = ''
  beforeAll(async () => {
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    const store = `sqlite:///${join(folder, 'mlflow.db')}`
    const args = ['-m', 'mlflow', 'server', '--workers', '1', '--port', String(port), '--backend-store-uri', store]
    const env = { ...process.env, HOME: folder, PATH: `${join(python!, '..')}:${process.env['PATH']}` }
    server = spawn(python!, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
    await new Promise<void>((resolve, reject) => {
      createInterface(server.stderr!).on('line', line => {
        if (line.includes('Application startup complete')) resolve()
      })
      server.once('exit', code => reject(new Error(`mlflow ended with ${code}`)))
    })
  }, 120_000)
  afterAll(async () => {
    const ended = new Promise(resolve => server.once('close', resolve))
    // its worker is a process of its own
    process.kill(-server.pid!, 'SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })

  it('shows the calls of a run, with their messages and tokens', async () => {
    const settings = { captureConsole: false, captureEnvironment: false, systemMonitor: false }
    const sink = new OtlpSink({ endpoint: url, headers: { 'x-mlflow-experiment-id': '0' } })
    const run = init({ dir: folder, project: 'shop', sinks: [sink], settings })
    const traceId = 'ab'.repeat(16)
    const time = Date.now()
    run.log({ loss: 1 })
    run.logSpan({
      kind: 'span',
      time,
      endTime: time + 5,
      traceId,
      spanId: 'cd'.repeat(8),
      name: 'chat gpt-4o',
      spanKind: 'llm',
      status: 'ok',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 20,
        'gen_ai.usage.output_tokens': 9,
      },
      input: [{ role: 'user', parts: [{ type: 'text', content: 'Weather?' }] }],
      output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Rain.' }], finish_reason: 'stop' }],
    })
    await run.finish()
    expect(run.stats().sinks['otlp']).toMatchObject({ failures: 0, poisoned: 0 })

    const found = await fetch(`${url}/ajax-api/3.0/mlflow/traces/batchGet?trace_ids=tr-${traceId}`)
    const { traces } = (await found.json()) as { traces: ShownTrace[] }
    const { trace_info: info, spans } = traces[0]!
    expect(info.state).toBe('OK')
    expect(JSON.parse(info.trace_metadata['mlflow.trace.tokenUsage']!)).toMatchObject({
      input_tokens: 20,
      output_tokens: 9,
    })
    expect(info.tags).toMatchObject({ 'seetrain.run_id': run.id })
    expect([info.request_preview, info.response_preview]).toEqual([
      '[{"role":"user","parts":[{"type":"text","content":"Weather?"}]}]',
      '[{"role":"assistant","parts":[{"type":"text","content":"Rain."}],"finish_reason":"stop"}]',
    ])
    expect(spans[0]!.attributes).toContainEqual({ key: 'mlflow.spanType', value: { string_value: 'LLM' } })
  }, 60_000)
})

interface ShownTrace {
  trace_info: {
    state: string
    trace_metadata: { [name: string]: string }
    tags: object
    request_preview: string
    response_preview: string
  }
  spans: { attributes: object[] }[]
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
