/** What the chat endpoint answers, as its reference describes it. */
export function chatAnswer(content: string, message: object = {}) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-4o-mini-2024-07-18',
    choices: [{ index: 0, message: { role: 'assistant', content, refusal: null, ...message }, finish_reason: 'stop', logprobs: null }],
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
    ...(usage ? [{ ...chatChunk({}), choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } }] : []),
  ]
}
