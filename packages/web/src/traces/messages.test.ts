import type { Json } from '../api/wire.ts'
import { readMessages } from './messages.ts'

describe('bytes and what was left out', () => {
  const sha256 = 'a'.repeat(64)
  const partOf = (part: Json) => readMessages([{ role: 'user', parts: [part] }])?.[0]?.parts[0]

  it('pictures, sounds and files lie in the store of blobs, as autolog puts them there', () => {
    const blob = { sha256, size: 5, mime: 'image/png' }
    expect(partOf({ type: 'blob', modality: 'image', mime_type: 'image/png', blob })).toEqual({
      kind: 'picture',
      address: `/api/v1/blobs/${sha256}?type=image%2Fpng`,
    })
    expect(partOf({ type: 'blob', modality: 'audio', mime_type: 'audio/mpeg', blob })).toMatchObject({ kind: 'sound' })
    expect(partOf({ type: 'blob', modality: 'document', mime_type: 'application/pdf', blob })).toMatchObject({
      kind: 'file',
      size: 5,
    })
    expect(partOf({ type: 'uri', modality: 'image', uri: 'https://a.b/c.png' })).toEqual({
      kind: 'link',
      address: 'https://a.b/c.png',
    })
  })

  it('says how long a text was of which only the hash was kept', () => {
    expect(partOf({ type: 'text', content: { sha256, length: 12 } })).toEqual({ kind: 'hidden', length: 12 })
  })
})

describe('messages of model calls', () => {
  it('reads typed parts', () => {
    expect(
      readMessages([
        { role: 'user', parts: [{ type: 'text', content: 'hi' }] },
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'hm' },
            { type: 'tool_call', id: '1', name: 'add', arguments: { a: 1 } },
          ],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: '1', response: '2' }] },
      ]),
    ).toEqual([
      { role: 'user', parts: [{ kind: 'text', text: 'hi' }] },
      {
        role: 'assistant',
        parts: [
          { kind: 'thought', text: 'hm' },
          { kind: 'call', name: 'add', id: '1', value: { a: 1 } },
        ],
      },
      { role: 'tool', parts: [{ kind: 'result', id: '1', value: '2' }] },
    ])
  })

  it('reads content as a text or a list, and calls beside it', () => {
    expect(
      readMessages({
        messages: [
          { role: 'system', content: 'be brief' },
          { role: 'user', content: [{ type: 'text', text: 'a' }] },
          { role: 'assistant', content: null, tool_calls: [{ id: '1', function: { name: 'f', arguments: '{}' } }] },
        ],
      }),
    ).toEqual([
      { role: 'system', parts: [{ kind: 'text', text: 'be brief' }] },
      { role: 'user', parts: [{ kind: 'text', text: 'a' }] },
      { role: 'assistant', parts: [{ kind: 'call', name: 'f', id: '1', value: '{}' }] },
    ])
  })

  it('never makes an address of elsewhere into a picture', () => {
    const [message] = readMessages([
      { role: 'user', parts: [{ type: 'uri', modality: 'image', uri: 'https://example.org/a.png' }] },
    ])!
    expect(message!.parts[0]!.kind).toBe('link')
    const [script] = readMessages([{ role: 'user', parts: [{ type: 'uri', uri: 'javascript:alert(1)' }] }])!
    expect(script!.parts[0]!.kind).toBe('other')
    const [inline] = readMessages([
      { role: 'user', parts: [{ type: 'blob', modality: 'image', mime_type: 'image/svg+xml', content: 'QQ==' }] },
    ])!
    expect(inline!.parts[0]).toEqual({ kind: 'picture', address: 'data:image/png;base64,QQ==' })
  })

  it.each([[{ a: 1 }], [[1, 2]], [null], [[]], [undefined]])('takes %j for something else', value =>
    expect(readMessages(value)).toBeUndefined(),
  )
})
