import { toScalar } from './values.ts'

const tensor = (values: number[]) => ({ dataSync: () => Float32Array.from(values), size: values.length, rankType: '0' })

describe('what counts as a scalar (features.md §9, trap 24)', () => {
  test.each<[string, unknown, number]>([
    ['a number', 0.5, 0.5],
    ['zero', 0, 0],
    ['NaN', NaN, NaN],
    ['Infinity', Infinity, Infinity],
    ['-Infinity', -Infinity, -Infinity],
    ['true', true, 1],
    ['false', false, 0],
    ['a bigint', 12n, 12],
    ['a Date', new Date(5), 5],
    ['a Float32Array of one', Float32Array.of(0.5), 0.5],
    ['a BigInt64Array of one', BigInt64Array.of(3n), 3],
    ['a Uint8Array of one', Uint8Array.of(3), 3],
    ['a tensor of one element', tensor([0.25]), 0.25],
  ])('%s is', (_, value, number) => {
    expect(toScalar(value)).toBe(number)
  })

  test.each<[string, unknown]>([
    ['a string', 'x'],
    ['a numeric string', '0.5'],
    ['null', null],
    ['undefined', undefined],
    ['an object', {}],
    ['an array', [1]],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a typed array of two', Float32Array.of(1, 2)],
    ['an empty typed array', new Float32Array()],
    ['a DataView', new DataView(new ArrayBuffer(1))],
    ['a tensor of two elements', tensor([1, 2])],
  ])('%s is none', (_, value) => {
    expect(toScalar(value)).toBeUndefined()
  })
})
