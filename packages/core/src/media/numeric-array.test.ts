import { readNumericArray } from './numeric-array.ts'

const read = (value: unknown) => {
  const array = readNumericArray('x', value)
  return array && { data: Array.from(array.data, Number), shape: [...array.shape], kind: array.kind }
}

const tensor = (data: unknown, shape: number[], dtype = 'float32') => ({
  dataSync: () => data,
  shape,
  dtype,
  rankType: String(shape.length),
})

test.each([
  ['a typed array', Float32Array.of(1, 2), { data: [1, 2], shape: [2], kind: 'float' }],
  ['a clamped array', Uint8ClampedArray.of(1), { data: [1], shape: [1], kind: 'integer' }],
  ['64-bit integers', BigInt64Array.of(-5n), { data: [-5], shape: [1], kind: 'integer' }],
  ['an array of numbers', [1, 2.5], { data: [1, 2.5], shape: [2], kind: 'plain' }],
  ['booleans', [true, false], { data: [1, 0], shape: [2], kind: 'boolean' }],
  [
    'nested rows',
    [
      [1, 2],
      [3, 4],
    ],
    { data: [1, 2, 3, 4], shape: [2, 2], kind: 'plain' },
  ],
  [
    'rows of typed arrays',
    [Float32Array.of(1, 2), Float32Array.of(3, 4)],
    { data: [1, 2, 3, 4], shape: [2, 2], kind: 'plain' },
  ],
  ['a tensor', tensor(Float32Array.of(1, 2), [1, 2]), { data: [1, 2], shape: [1, 2], kind: 'float' }],
  ['a scalar tensor', tensor(Float32Array.of(7), []), { data: [7], shape: [], kind: 'float' }],
  ['a boolean tensor', tensor(Uint8Array.of(0, 1), [2], 'bool'), { data: [0, 1], shape: [2], kind: 'boolean' }],
  [
    'an ONNX tensor',
    { dims: [2], type: 'int64', data: BigInt64Array.of(1n, 2n) },
    { data: [1, 2], shape: [2], kind: 'integer' },
  ],
  ['a shape with data', { shape: [1, 2], data: [3, 4] }, { data: [3, 4], shape: [1, 2], kind: 'plain' }],
  [
    'a transposed ndarray',
    { shape: [3, 2], stride: [1, 3], offset: 0, data: Float32Array.of(1, 2, 3, 4, 5, 6), get: () => 0 },
    { data: [1, 4, 2, 5, 3, 6], shape: [3, 2], kind: 'float' },
  ],
])('reads %s', (_name, value, expected) => {
  expect(read(value)).toEqual(expected)
})

test.each([
  ['a string'],
  [{}],
  [null],
  [undefined],
  [5],
  [[]],
  [['a']],
  [[null]],
  [new DataView(new ArrayBuffer(1))],
  [{ shape: [1] }],
])('%p is none', value => {
  expect(read(value)).toBeUndefined()
})

test.each([
  ['ragged rows', [[1, 2], [3]], /^x\[1\]: got an array of 1\. Give it 2/],
  ['a row among numbers', [1, [2]], /^x\[1\]: got an array of 1/],
  ['a word among numbers', [[1], ['a']], /^x\[1\]\[0\]: got the string "a"/],
  ['a shape that does not fit', { shape: [3], data: [1, 2] }, /shape of \[3\] needs 3/],
  ['words in a tensor', tensor(['a'], [1], 'string'), /type string are not read/],
  ['half floats as integers', { dims: [1], type: 'float16', data: Uint16Array.of(1) }, /float16.*convert to float32/],
  ['complex numbers', tensor(Float32Array.of(1, 2), [1], 'complex64'), /complex64/],
])('%s are named in an error', (_name, value, message) => {
  expect(() => read(value)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) }),
  )
})

test('a tensor that throws is told with its own words', () => {
  const disposed = {
    shape: [1],
    dtype: 'float32',
    dataSync: () => {
      throw new Error('Tensor is disposed.')
    },
  }
  expect(() => read(disposed)).toThrow(/^x: .*Tensor is disposed\./)
})
