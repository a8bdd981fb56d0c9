import { addressOf, draftOf, requestOf } from './replay-request.ts'

const call = {
  attributes: {
    'gen_ai.request.model': 'small',
    'gen_ai.request.temperature': 0.2,
    'gen_ai.system_instructions': [{ type: 'text', content: 'Be brief.' }],
    'gen_ai.tool.definitions': [{ name: 'add', parameters: { type: 'object' } }],
  },
  input: [
    { role: 'user', parts: [{ type: 'text', content: 'add' }] },
    { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'add', arguments: { a: 1 } }] },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: { sum: 3 } }] },
    { role: 'user', parts: [{ type: 'blob', modality: 'image', mime_type: 'image/png', content: 'QQ==' }] },
  ],
}

describe('a call that is sent again', () => {
  it('takes the form of chat completions', () => {
    expect(requestOf(draftOf(call))).toEqual({
      model: 'small',
      temperature: 0.2,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'add' },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }],
        },
        { role: 'tool', content: '{"sum":3}', tool_call_id: 'c1' },
        {
          role: 'user',
          content: [
            { type: 'text', text: '' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,QQ==' } },
          ],
        },
      ],
      tools: [{ type: 'function', function: { name: 'add', parameters: { type: 'object' } } }],
    })
  })

  it('leaves out what is no number', () => {
    const draft = { ...draftOf(call), temperature: 'warm', maxTokens: ' 12 ', tools: [] }
    expect(requestOf(draft)).toMatchObject({ max_tokens: 12 })
    expect(requestOf(draft)).not.toHaveProperty('temperature')
    expect(requestOf(draft)).not.toHaveProperty('tools')
  })

  it.each([
    [
      { 'server.address': '127.0.0.1', 'server.port': 11434, 'url.path': '/v1/chat/completions' },
      'http://127.0.0.1:11434/v1',
    ],
    [{ 'server.address': 'api.z.ai', 'url.path': '/api/paas/v4/chat/completions' }, 'https://api.z.ai/api/paas/v4'],
    [{ 'server.address': 'api.anthropic.com', 'url.path': '/v1/messages' }, 'https://api.openai.com/v1'],
    [{}, 'https://api.openai.com/v1'],
  ])('goes by itself where it went: %j', (attributes, address) => expect(addressOf({ attributes })).toBe(address))
})
