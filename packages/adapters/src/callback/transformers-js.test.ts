import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { definition, TransformersJsIntegration } from './transformers-js.ts'

const call = { id: 'ab'.repeat(16), name: 'text-generation' }

describeIntegration('transformers_js', {
  definition,
  calls: {
    model_loaded: ['tiny', { task: 'text-generation' }],
    call_begin: [{ ...call, kind: 'llm', input: 'Once' }],
    call_end: [{ ...call, milliseconds: 4, output: 'Once upon', attributes: { 'gen_ai.usage.output_tokens': 2 } }],
  },
  refused: {
    call_end: { args: [{ id: 'x', name: '' }], field: 'call.name' },
    call_begin: { args: [null], field: 'call' },
    model_loaded: { args: ['tiny'], field: 'facts' },
  },
})

describe('transformers_js', () => {
  const runs = runFolderPerTest()

  test('without the package there is one message with the command that installs it', async () => {
    const integration = new TransformersJsIntegration(runs().open())
    await expect(integration.pipeline('text-classification', 'x')).rejects.toThrow(
      'npm install @huggingface/transformers',
    )
  })

  test('tokens per second come from the tokens of the answer', async () => {
    const integration = new TransformersJsIntegration(runs().open())
    integration.callHook('call_begin', [call])
    integration.callHook('call_end', [{ ...call, milliseconds: 500, attributes: { 'gen_ai.usage.output_tokens': 10 } }])
    expect(await runs().points(integration.run, 'text-generation/tokens_per_second')).toEqual([[0, 20]])
  })

  test.each([
    [{ content: 'yes' }, 'content'],
    [{ module: {} }, 'module'],
  ])('trap 21: %j is refused', (options, field) => {
    expect(() => definition.create(runs().open(), options)).toThrow(expect.objectContaining({ field }))
    expect(() => new TransformersJsIntegration(runs().open()).watch(() => {})).toThrow(
      expect.objectContaining({ field: 'pipeline' }),
    )
  })
})
