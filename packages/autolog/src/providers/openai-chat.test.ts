import fc from 'fast-check'
import { openaiChat } from './openai-chat.ts'

const choice = fc.record({
  content: fc.string({ minLength: 1 }),
  reasoning_content: fc.string(),
  tools: fc.array(fc.record({ id: fc.uuid(), name: fc.stringMatching(/^[a-z]{1,8}$/), value: fc.string() }), {
    maxLength: 3,
  }),
  finish: fc.constantFrom('stop', 'length', 'tool_calls'),
})

/** Cuts a text at every place where the random number says so. */
function cut(text: string, seed: number): string[] {
  const pieces: string[] = []
  let start = 0
  for (let at = 1; at <= text.length; at++)
    if (at === text.length || (seed * at) % 3 === 0) {
      pieces.push(text.slice(start, at))
      start = at
    }
  return pieces
}

it('a stream, however it is cut, gives the record of the whole answer', () => {
  fc.assert(
    fc.property(fc.array(choice, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 50 }), (choices, seed) => {
      const calls = (tools: (typeof choices)[number]['tools']) =>
        tools.map(({ id, name, value }) => ({ id, function: { name, arguments: JSON.stringify({ value }) } }))
      const whole = {
        choices: choices.map(({ tools, finish, ...message }, index) => ({
          index,
          finish_reason: finish,
          message: { role: 'assistant', ...message, tool_calls: calls(tools) },
        })),
      }
      const reader = openaiChat.stream!()
      const send = (index: number, delta: object, finish_reason: string | null = null) =>
        reader.chunk({ choices: [{ index, delta, finish_reason }] })
      for (const [index, { content, reasoning_content: thoughts, tools, finish }] of choices.entries()) {
        for (const piece of cut(thoughts, seed)) send(index, { reasoning_content: piece })
        for (const piece of cut(content, seed)) send(index, { content: piece })
        for (const [place, call] of calls(tools).entries()) {
          send(index, {
            tool_calls: [{ index: place, id: call.id, function: { name: call.function.name, arguments: '' } }],
          })
          for (const piece of cut(call.function.arguments, seed))
            send(index, { tool_calls: [{ index: place, function: { arguments: piece } }] })
        }
        send(index, {}, finish)
      }
      expect(reader.finish()).toEqual(openaiChat.response(whole))
    }),
  )
})
