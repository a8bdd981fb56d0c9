import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { ToldCalls } from './told-calls.ts'

const runs = new RunFolder()
const [run, other] = [runs.open(), runs.open()]
afterAll(() => runs.close())

const asked = (text: string) => [{ role: 'user', parts: [{ type: 'text', content: text }] }]
const told = (calls: ToldCalls, text: string, traceId: string) => {
  const call = { run, traceId, parentId: undefined, attributes: {} }
  calls.tell(call, asked(text))
  return call
}

test('a call that was told is claimed once, by one that asks the same in the same run', () => {
  const calls = new ToldCalls()
  const call = told(calls, 'why', 't1')
  expect(calls.claim(run, asked('who'), true)).toBeUndefined()
  expect(calls.claim(other, asked('why'), true)).toBeUndefined()
  expect(calls.claim(run, asked('why'), true)).toBe(call)
  expect(calls.claim(run, asked('why'), true)).toBeUndefined()
  expect(calls.forget(call)).toBe(true)
})

test('one that nobody claimed is its own', () => {
  const calls = new ToldCalls()
  expect(calls.forget(told(calls, 'why', 't1'))).toBe(false)
})

test('what failed is tried again as the same call; of several at once each has its own first', () => {
  const calls = new ToldCalls()
  const [one, two] = [told(calls, 'why', 't1'), told(calls, 'why', 't2')]
  expect(calls.claim(run, asked('why'), false)).toBe(one)
  expect(calls.claim(run, asked('why'), true)).toBe(two)
  expect(calls.claim(run, asked('why'), true)).toBe(one)
})

test.each([
  ['a text', 'why', 'why'],
  ['what comes before', [...asked('be brief'), ...asked('why')], asked('why')],
  ['a picture last', [...asked('why'), { role: 'user', parts: [{ type: 'blob' }] }], asked('why')],
  ['an answer of a tool', [{ parts: [{ response: { a: 1 } }] }], [{ parts: [{ response: '{"a":1}' }] }]],
])('%s: the last words count', (_, input, same) => {
  const calls = new ToldCalls()
  const call = { run, traceId: 't', parentId: undefined, attributes: {} }
  calls.tell(call, input)
  expect(calls.claim(run, same, true)).toBe(call)
})

test('of those whose end nobody tells the oldest is forgotten', () => {
  const calls = new ToldCalls()
  const oldest = told(calls, 'first', 't')
  for (let index = 0; index < 1000; index++) told(calls, 'more', 't')
  expect(calls.claim(run, asked('first'), true)).toBeUndefined()
  expect(calls.forget(oldest)).toBe(false)
})
