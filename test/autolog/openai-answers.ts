/** What the chat endpoint answers, as its reference describes it. */
export function chatAnswer(content: string, message: object = {}) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-4o-mini-2024-07-18',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null, ...message },
        finish_reason: 'stop',
        logprobs: null,
      },
    ],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  }
}

export function chatChunk(delta: object, more: { index?: number; finish?: string; usage?: object } = {}) {
  const { index = 0, finish = null, usage } = more
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'gpt-4o-mini-2024-07-18',
    choices: [{ index, delta, finish_reason: finish, logprobs: null }],
    ...(usage && { usage }),
  }
}

export function chatChunks(texts: string[], { usage = true } = {}) {
  return [
    chatChunk({ role: 'assistant', content: '' }),
    ...texts.map(content => chatChunk({ content })),
    chatChunk({}, { finish: 'stop' }),
    ...(usage
      ? [{ ...chatChunk({}), choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } }]
      : []),
  ]
}

export function responseAnswer(text: string, more: object = {}) {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model: 'gpt-5-2025-08-07',
    status: 'completed',
    error: null,
    incomplete_details: null,
    output: [
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text, annotations: [] }],
      },
    ],
    usage: {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 20, cache_write_tokens_details: { ttl_30m: 3 } },
      output_tokens: 40,
      output_tokens_details: { reasoning_tokens: 7 },
      total_tokens: 140,
    },
    ...more,
  }
}

export function responseEvents(text: string, last: object = responseAnswer(text), type = 'response.completed') {
  const item = { type: 'message', id: 'msg_1', role: 'assistant', status: 'in_progress', content: [] }
  const at = { output_index: 0, content_index: 0, item_id: 'msg_1' }
  return [
    { type: 'response.created', response: { ...responseAnswer(''), status: 'in_progress', output: [], usage: null } },
    { type: 'response.output_item.added', output_index: 0, item },
    { type: 'response.content_part.added', ...at, part: { type: 'output_text', text: '', annotations: [] } },
    ...[...text].map(delta => ({ type: 'response.output_text.delta', ...at, delta })),
    { type, response: last },
  ].map((event, sequence_number) => ({ ...event, sequence_number }))
}
