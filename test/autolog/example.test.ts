import { ofKind, runExample } from '../examples/run-example.ts'

test('the example: an agent, its tool and both calls are one trace, for next to nothing', async () => {
  const { stdout, stderr, runs } = await runExample('autolog.ts')
  expect(stdout).toBe('Yes, take an umbrella.\n2 calls, 80 tokens in, 24 out, $0.000026\n')
  expect(stderr).toBe('')
  expect(runs).toHaveLength(1)
  const spans = ofKind(runs[0]!, 'span')
  expect(spans.map(({ spanKind }) => spanKind).sort()).toEqual(['agent', 'llm', 'llm', 'score', 'tool'])
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
  expect(JSON.stringify(spans)).not.toContain('ann@example.org')
}, 30_000)
