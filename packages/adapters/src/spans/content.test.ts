import { contentOf } from './content.ts'

class Tensor {
  readonly dims = [1, 2]
  readonly type = 'float32'
}

class Secretive {
  get password(): string {
    throw new Error('asked')
  }
}

test.each([
  ['a text', 'hi', 'hi'],
  ['a text with a key', 'use sk-abcdefghijklmnopqrstuvwxyz0123456789', expect.not.stringContaining('abcdefghijkl')],
  ['a long text', 'x'.repeat(262_145), expect.stringMatching(/… \[cut: 1 of 262145 characters\]$/)],
  ['nothing', undefined, null],
  ['a function', () => 1, '[function]'],
  ['bytes', new Uint8Array(3), '[Uint8Array of 3 bytes]'],
  ['a tensor', new Tensor(), '[Tensor float32[1,2]]'],
  ['a picture', { width: 4, height: 2, data: new Uint8Array(8) }, '[Object 4x2]'],
  ['an embedding', Array.from({ length: 65 }, () => 0.5), '[65 numbers]'],
  ['a few numbers', [1, 2], [1, 2]],
  ['an error', new Error('no'), { name: 'Error', message: 'no' }],
  ['an object that computes', new Secretive(), '[Secretive]'],
  ['members', { a: undefined, b: [new Date(0)], run() {} }, { b: [new Date(0)] }],
])('%s', (_, value, expected) => {
  expect(contentOf(value)).toEqual(expected)
})

test('what holds itself ends somewhere', () => {
  const round: { [name: string]: unknown } = {}
  round['again'] = round
  expect(JSON.stringify(contentOf(round))).toContain('[deeper]')
})
