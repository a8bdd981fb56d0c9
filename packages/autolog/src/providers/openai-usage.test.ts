import { openaiUsage } from './openai-usage.ts'

/** Tokens as each service tells them, and what they come to. What is not told stays absent, and is no zero. */
test.each([
  [
    'OpenAI, chat',
    {
      prompt_tokens: 100,
      completion_tokens: 40,
      prompt_tokens_details: { cached_tokens: 20, audio_tokens: 5, cache_write_tokens: 3 },
      completion_tokens_details: { reasoning_tokens: 7, audio_tokens: 2, accepted_prediction_tokens: 1 },
    },
    { input: 100, output: 40, cacheRead: 20, cacheWrite: 3, reasoning: 7, audioInput: 5, audioOutput: 2 },
  ],
  [
    'OpenAI, responses',
    {
      input_tokens: 100,
      output_tokens: 40,
      input_tokens_details: { cached_tokens: 20, cache_write_tokens_details: { ttl_12h: 1, ttl_30m: 2 } },
      output_tokens_details: { reasoning_tokens: 7 },
    },
    { input: 100, output: 40, cacheRead: 20, reasoning: 7 },
  ],
  [
    'DeepSeek',
    { prompt_tokens: 100, completion_tokens: 40, prompt_cache_hit_tokens: 30, prompt_cache_miss_tokens: 70 },
    { input: 100, output: 40, cacheRead: 30 },
  ],
  [
    'Moonshot',
    { prompt_tokens: 100, completion_tokens: 40, cached_tokens: 30 },
    { input: 100, output: 40, cacheRead: 30 },
  ],
  [
    'OpenRouter, which tells the cost and whose key it was',
    { prompt_tokens: 100, completion_tokens: 40, cost: 0.0012, is_byok: true },
    { input: 100, output: 40, cost: 0.0012 },
  ],
  ['GLM', { prompt_tokens: 100, completion_tokens: 40, total_tokens: 140 }, { input: 100, output: 40 }],
  ['embeddings', { prompt_tokens: 100, total_tokens: 100 }, { input: 100 }],
  ['audio by its length', { type: 'duration', seconds: 12 }, {}],
  ['counts that are none', { prompt_tokens: 'many', completion_tokens: NaN, prompt_tokens_details: null }, {}],
])('%s', (_, usage, expected) => {
  expect(openaiUsage(usage)).toEqual(expected)
})

test.each([undefined, null, 'none', 7])('%p is no usage', value => {
  expect(openaiUsage(value)).toBeUndefined()
})
