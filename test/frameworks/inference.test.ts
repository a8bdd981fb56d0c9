import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunRecord, SpanRecord } from '@seetrain/core'
import { describeWhen } from '../skip.ts'
import { npmPeer, runWithPeer, type PeerProgram } from './npm-peer.ts'
import { writeClassifier, writeGenerator, writeLinearModel } from './tiny-models.ts'

const peer = npmPeer('onnx')

describeWhen(peer !== undefined, 'onnxruntime-node and transformers.js are not installed; npm run peers -- onnx')(
  'models in this process, by the real packages',
  () => {
    let program: PeerProgram
    let answers: { [name: string]: unknown }

    beforeAll(async () => {
      const models = mkdtempSync(join(tmpdir(), 'models-'))
      writeLinearModel(join(models, 'linear.onnx'))
      writeClassifier(join(models, 'classifier'))
      writeGenerator(join(models, 'generator'))
      program = await runWithPeer(peer!, 'test/frameworks/fixtures/inference.ts', { MODELS: models })
      answers = JSON.parse(program.stdout) as typeof answers
    }, 120_000)

    const spans = (run: number) =>
      (program.runs[run] ?? []).filter((record): record is SpanRecord => record.kind === 'span')
    const named = (run: number, name: string) => spans(run).filter(span => span.name === name)

    test('the models answer what they answer, and nothing is said on stderr', () => {
      expect(answers).toMatchObject({
        y: [14, 26, 16, 28],
        labels: [{ label: 'POSITIVE' }, { label: 'NEGATIVE' }],
        text: [{ generated_text: 'bad good film' }],
      })
      expect(program.stderr).toBe('')
    })

    test('onnxruntime-node: a span and a time per run, shapes in and out, the refused run as an error', () => {
      const [good, bad] = named(0, 'linear')
      expect(good).toMatchObject({
        status: 'ok',
        input: { x: '[Tensor float32[2,2]]' },
        output: { y: '[Tensor float32[2,2]]' },
      })
      expect(bad).toMatchObject({ status: 'error', error: { message: answers['refused'] } })
      expect(metrics(0, 'linear/ms')).toHaveLength(1)
      expect(configOf(program.runs[0]!)).toMatchObject({
        models: { linear: { inputs: { x: 'float32[rows,2]' }, outputs: { y: 'float32[rows,2]' } } },
      })
    })

    test('transformers.js: what the pipeline asks of its model is a part of the call', () => {
      const [call, failed] = named(1, 'text-classification')
      expect(call).toMatchObject({
        status: 'ok',
        input: ['good film', 'bad'],
        output: [{ label: 'POSITIVE' }, { label: 'NEGATIVE' }],
        attributes: { 'gen_ai.request.model': 'classifier' },
      })
      expect(named(1, 'forward')[0]).toMatchObject({ parentId: call?.spanId, traceId: call?.traceId })
      expect(failed).toMatchObject({ status: 'error', error: { message: answers['failed'] } })
      expect(configOf(program.runs[1]!)).toMatchObject({
        models: { classifier: { task: 'text-classification', type: 'distilbert' } },
      })
    })

    test('transformers.js: a generation has its tokens, and how many come per second', () => {
      const [call] = named(1, 'text-generation')
      // bad → good, film, and the word that ends
      expect(call).toMatchObject({
        spanKind: 'llm',
        attributes: { 'gen_ai.usage.input_tokens': 1, 'gen_ai.usage.output_tokens': 3 },
      })
      expect(named(1, 'generate')).toMatchObject([{ parentId: call?.spanId }])
      expect(metrics(1, 'text-generation/tokens_per_second')[0]).toBeGreaterThan(0)
    })

    function metrics(run: number, key: string): number[] {
      return (program.runs[run] ?? []).flatMap(record =>
        record.kind === 'metric' && record.key === key ? [record.value] : [],
      )
    }
  },
)

function configOf(records: RunRecord[]): unknown {
  const id = ['onnxruntime_node', 'transformers_js']
  const merged = records.flatMap(record => (record.kind === 'config' ? id.map(name => record.set[name]) : []))
  const models = merged.filter(value => value !== undefined).map(value => (value as { models: object }).models)
  return { models: Object.assign({}, ...models) as object }
}
