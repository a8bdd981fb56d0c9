import { ProgressLine } from './progress-line.ts'

function terminal(isTTY: boolean, columns?: number) {
  const written: string[] = []
  return { isTTY, ...(columns === undefined ? {} : { columns }), write: (text: string) => written.push(text), written }
}

test('rewrites one line in place, and clears it', () => {
  const stream = terminal(true, 80)
  const line = new ProgressLine(stream)
  line.show('epoch 1')
  line.show('epoch 1')
  line.show('epoch 2\r\nloss  3')
  line.clear()
  line.clear()
  expect(stream.written).toEqual(['\repoch 1\u001B[K', '\repoch 2 loss  3\u001B[K', '\r\u001B[K'])
})

test('never reaches the last column', () => {
  const stream = terminal(true, 10)
  new ProgressLine(stream).show('0123456789abc')
  expect(stream.written).toEqual(['\r01234567…\u001B[K'])
})

test('is silent where there is no terminal', () => {
  const stream = terminal(false)
  const line = new ProgressLine(stream)
  line.show('epoch 1')
  line.clear()
  expect(stream.written).toEqual([])
})
