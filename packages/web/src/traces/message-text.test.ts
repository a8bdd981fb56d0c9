import { messageText } from './message-text.ts'

describe('messages as one text', () => {
  it('names who speaks, and what was called', () => {
    expect(
      messageText([
        { role: 'user', parts: [{ type: 'text', content: 'hi' }] },
        { role: 'assistant', parts: [{ type: 'tool_call', id: '1', name: 'add', arguments: { a: 1 } }] },
      ]),
    ).toBe('user:\nhi\n\nassistant:\n(calls add) {"a":1}')
  })

  it('writes what is no chat as JSON, and nothing as nothing', () => {
    expect(messageText({ a: 1 })).toBe('{\n  "a": 1\n}')
    expect(messageText(undefined)).toBe('')
    expect(messageText('just words')).toBe('just words')
  })
})
