import type { Run, SpanRecord } from '@seetrain/core'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { SpanBook } from './span-book.ts'

const runs = runFolderPerTest()

/** Time goes on by 10 ms whenever it is asked. */
function open(content?: boolean) {
  let ticks = 0
  const clock = { now: () => 1000, setTimer: () => ({ cancel() {} }) }
  const run = runs().open()
  return { run, book: new SpanBook(run, { content, clock, ticks: () => (ticks += 10) }) }
}

const spans = async (run: Run) =>
  (await runs().records(run)).filter((record): record is SpanRecord => record.kind === 'span')

test('ids are made of those of the framework: hexadecimal ones as they are, others by their bytes', async () => {
  const { run, book } = open()
  book.begin('01A1feb1-6a15-77d1-9b2a-f7cea7735716', { name: 'uuid', kind: 'chain' })
  book.begin('tool:7', { name: 'word', kind: 'tool', parent: '01A1feb1-6a15-77d1-9b2a-f7cea7735716' })
  book.end('tool:7')
  book.end('01A1feb1-6a15-77d1-9b2a-f7cea7735716')
  const [word, uuid] = await spans(run)
  expect(uuid).toMatchObject({ traceId: '01a1feb16a1577d19b2af7cea7735716', spanId: '9b2af7cea7735716', endTime: 1030 })
  expect(word).toMatchObject({
    traceId: uuid?.traceId,
    parentId: uuid?.spanId,
    spanId: '0000746f6f6c3a37',
    endTime: 1010,
  })
})

test('an end without a beginning, a second end, and more about nothing are harmless', async () => {
  const { run, book } = open()
  book.end('x')
  book.event('x', 'what')
  book.first('x', 'seconds')
  book.begin('y', { name: 'y', kind: 'chain' })
  book.end('y')
  book.end('y', { error: new Error('late') })
  expect(await spans(run)).toMatchObject([{ name: 'y', status: 'ok' }])
})

test.each([
  [new TypeError('bad'), 'error', { name: 'TypeError', message: 'bad' }],
  [new DOMException('stop', 'AbortError'), 'aborted', { name: 'AbortError' }],
  ['only words', 'error', { name: 'Thrown', message: 'only words' }],
  [Object.assign(new Error('busy'), { code: 429 }), 'error', { code: '429' }],
])('the error %s', async (error, status, told) => {
  const { run, book } = open()
  book.begin('x', { name: 'x', kind: 'llm' })
  book.end('x', { error })
  expect(await spans(run)).toMatchObject([{ status, error: told, attributes: { 'error.type': expect.any(String) } }])
})

test('of what never ends the oldest is let go', async () => {
  const { run, book } = open()
  for (let index = 0; index <= 10_000; index++) book.begin(`id ${index}`, { name: `${index}`, kind: 'chain' })
  expect(await spans(run)).toMatchObject([{ name: '0', status: 'aborted' }])
})

test('without content no word is kept', async () => {
  const { run, book } = open(false)
  book.begin('x', { name: 'x', kind: 'llm', input: 'private' })
  book.event('x', 'step', { said: 'private' })
  book.end('x', { output: 'private', error: new Error('private') })
  expect(JSON.stringify(await spans(run))).not.toContain('private')
})
