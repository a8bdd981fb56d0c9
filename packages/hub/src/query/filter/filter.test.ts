import fc from 'fast-check'
import { FilterSyntaxError } from '../../errors/filter-syntax-error.ts'
import type { RunField, RunFilter } from '../../store/run-query.ts'
import { parseFilter } from './parse-filter.ts'
import { writeRunField } from './run-field.ts'
import { readRunFilter, readRunSort } from './run-filter.ts'

const NOW = Date.UTC(2026, 10, 21)
const read = (text: string): RunFilter => readRunFilter(text, NOW)
const lr = { of: 'config', path: 'lr' } as const
const metric = (key: string, value = 'summary'): RunField => ({ of: 'metric', key, value }) as RunField

describe('the filter language', () => {
  it('reads the example of its documentation', () => {
    expect(read('config.lr < 0.01 and metrics.val/acc.max > 0.9 and tags has "x" and state = "running"')).toEqual({
      all: [
        { field: lr, is: '<', value: 0.01 },
        { field: metric('val/acc', 'max'), is: '>', value: 0.9 },
        { field: { of: 'tag' }, is: '=', value: 'x' },
        { field: { of: 'run', name: 'state' }, is: '=', value: 'running' },
      ],
    })
  })

  it.each<[string, RunFilter]>([
    ['', { all: [] }],
    ['config.lr = 1', { field: lr, is: '=', value: 1 }],
    ['config.lr == "1"', { field: lr, is: '=', value: '1' }],
    ['config.lr=-1e-3', { field: lr, is: '=', value: -0.001 }],
    ['config.bias = true', { field: { of: 'config', path: 'bias' }, is: '=', value: true }],
    ['config.optimizer.name = adam', { field: { of: 'config', path: 'optimizer.name' }, is: '=', value: 'adam' }],
    ['config."learning rate" exists', { field: { of: 'config', path: 'learning rate' }, is: 'present' }],
    ['metrics.loss < 1', { field: metric('loss'), is: '<', value: 1 }],
    ['metrics.a.b < 1', { field: metric('a.b'), is: '<', value: 1 }],
    ['metrics."a.max" < 1', { field: metric('a.max'), is: '<', value: 1 }],
    ['metrics."a b".min < 1', { field: metric('a b', 'min'), is: '<', value: 1 }],
    ['name ~ otter', { field: { of: 'run', name: 'name' }, is: 'contains', value: 'otter' }],
    ['name contains "calm otter"', { field: { of: 'run', name: 'name' }, is: 'contains', value: 'calm otter' }],
    ['frameworks has keras', { field: { of: 'config', path: 'frameworks' }, is: 'contains', value: '"keras"' }],
    ['duration > 90m', { field: { of: 'run', name: 'duration' }, is: '>', value: 5_400_000 }],
    ['createdAt > -1d', { field: { of: 'run', name: 'createdAt' }, is: '>', value: NOW - 86_400_000 }],
    ['createdAt >= "2026-01-01"', { field: { of: 'run', name: 'createdAt' }, is: '>=', value: Date.UTC(2026, 0, 1) }],
    [
      'state in (failed, killed)',
      {
        any: [
          { field: { of: 'run', name: 'state' }, is: '=', value: 'failed' },
          { field: { of: 'run', name: 'state' }, is: '=', value: 'killed' },
        ],
      },
    ],
    ['tags has "a \\" b"', { field: { of: 'tag' }, is: '=', value: 'a " b' }],
  ])('reads %s', (text, filter) => expect(read(text)).toEqual(filter))

  it('binds not before and before or, and heeds parentheses', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(path => ({ field: { of: 'config', path }, is: 'present' }))
    expect(read('config.a exists or config.b exists and not config.c exists')).toEqual({
      any: [a, { all: [b, { not: c }] }],
    })
    expect(read('(config.a exists OR config.b exists) AND config.c exists')).toEqual({ all: [{ any: [a, b] }, c] })
  })

  it.each([
    ['config.lr <', 11, 'expected a value'],
    ['config.lr 1', 10, 'expected =, !='],
    ['config.lr < 1 metrics.x > 2', 14, 'expected "and", "or" or the end'],
    ['(config.lr < 1', 14, 'expected ")"'],
    ['config.lr < "1', 12, 'a quotation that does not end'],
    ['lr < 1', 0, 'unknown field "lr"; known are config.<name>'],
    ['config. < 1', 0, 'expected a name behind "config."'],
    ['state = done', 8, 'state is = or != one of running'],
    ['state < running', 8, 'state is = or !='],
    ['metrics.loss > high', 15, 'expected a number'],
    ['duration > soon', 11, 'expected a duration'],
    ['createdAt > tuesday', 12, 'expected a time'],
    ['name has x', 0, '"has" is for tags and lists'],
    ['state in failed', 9, 'expected "(" and a list of values'],
    ['and', 0, 'expected a field'],
    ['config.a ! 1', 9, 'unexpected "!"'],
  ])('says where %s goes wrong', (text, position, problem) => {
    let error: unknown
    try {
      read(text)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: 'FILTER_SYNTAX', field: 'filter', position })
    expect((error as Error).message).toContain(problem)
    expect((error as Error).message).toContain(`at position ${position + 1}.`)
  })

  it('refuses what is nested without end, and what is endless', () => {
    expect(() => read(`${'('.repeat(60)}config.a = 1`)).toThrow('nested more than 50 deep')
    expect(() => read('not '.repeat(5000))).toThrow('more than 4096 characters')
    expect(read(`${'('.repeat(40)}config.a = 1${')'.repeat(40)}`)).toMatchObject({ is: '=' })
  })

  it('either reads any text or tells a place in it, and never fails in another way', () => {
    const words = fc.constantFrom(
      'config.lr',
      'metrics.',
      'and',
      'or',
      'not',
      '(',
      ')',
      '<',
      '=',
      '"',
      "'",
      '\\',
      '1',
      ' ',
      '~',
      'in',
      ',',
      'tags',
      'has',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 30 }).map(parts => parts.join(' ')),
    )
    fc.assert(
      fc.property(text, source => {
        try {
          read(source)
        } catch (error) {
          expect(error).toBeInstanceOf(FilterSyntaxError)
          const { position } = error as FilterSyntaxError
          expect(position).toBeGreaterThanOrEqual(0)
          expect(position).toBeLessThanOrEqual(source.length)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('reads back every filter as it was written', () => {
    fc.assert(
      fc.property(anyFilter, filter => {
        expect(read(write(filter))).toEqual(filter)
      }),
      { numRuns: 500 },
    )
  })

  it('means what its conditions mean, whatever stands around them', () => {
    const truth = fc.record({ a: fc.boolean(), b: fc.boolean(), c: fc.boolean() })
    const token = fc.constantFrom('a', 'b', 'c', 'not', 'and', 'or', '(', ')')
    fc.assert(
      fc.property(truth, fc.array(token, { maxLength: 12 }), (values, tokens) => {
        // what is a call to a script is none of the language's business
        if (/[abc)] \(/.test(tokens.join(' '))) return
        const wanted = evaluateAsScript(tokens, values)
        if (wanted === undefined) return
        const node = parseFilter(tokens.map(word => (/^[abc]$/.test(word) ? `${word} exists` : word)).join(' '))
        expect(evaluate(node, values)).toBe(wanted)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('sort', () => {
  it('reads fields in the order of their weight', () => {
    expect(readRunSort('-createdAt,metrics.val/acc.max, -config."a,b"')).toEqual([
      { field: { of: 'run', name: 'createdAt' }, descending: true },
      { field: metric('val/acc', 'max') },
      { field: { of: 'config', path: 'a,b' }, descending: true },
    ])
  })

  it.each([
    ['tags', 'a run has many tags'],
    ['name,', 'expected a field'],
    ['name metrics.x', 'expected ","'],
    ['size', 'unknown field "size"'],
  ])('refuses %s', (text, problem) => expect(() => readRunSort(text)).toThrow(`sort: ${problem}`))
})

const name = fc.string({ minLength: 1, maxLength: 8 })
const anyField: fc.Arbitrary<RunField> = fc.oneof(
  name.map(path => ({ of: 'config', path }) as const),
  fc.record({
    of: fc.constant('metric' as const),
    key: name,
    value: fc.constantFrom('summary' as const, 'max' as const),
  }),
)
const anyCondition: fc.Arbitrary<RunFilter> = anyField.chain(field =>
  fc.oneof(
    fc.constant({ field, is: 'present' } as const),
    fc.record({
      field: fc.constant(field),
      is: fc.constantFrom('=' as const, '!=' as const, '<' as const, '>=' as const),
      value: fc.double({ noNaN: true }),
    }),
    ...(field.of === 'config'
      ? [
          fc.record({
            field: fc.constant(field),
            is: fc.constantFrom('=' as const, 'contains' as const),
            value: fc.string(),
          }),
        ]
      : []),
  ),
)
const anyFilter: fc.Arbitrary<RunFilter> = fc.letrec<{ filter: RunFilter }>(tie => {
  const members = fc.array(tie('filter'), { minLength: 2, maxLength: 3 })
  return {
    filter: fc.oneof(
      { maxDepth: 3 },
      anyCondition,
      members.map(all => ({ all })),
      members.map(any => ({ any })),
      tie('filter').map(not => ({ not })),
    ),
  }
}).filter

function write(filter: RunFilter): string {
  if ('all' in filter) return filter.all.map(member => `(${write(member)})`).join(' and ')
  if ('any' in filter) return filter.any.map(member => `(${write(member)})`).join(' or ')
  if ('not' in filter) return `not (${write(filter.not)})`
  if (filter.is === 'present') return `${writeRunField(filter.field)} exists`
  const { value } = filter
  const text =
    typeof value === 'string' ? `"${value.replace(/["\\]/g, sign => `\\${sign}`)}"` : numberText(Number(value))
  return `${writeRunField(filter.field)} ${filter.is} ${text}`
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function evaluate(node: ReturnType<typeof parseFilter>, values: Record<string, boolean>): boolean {
  if ('all' in node) return node.all.every(member => evaluate(member, values))
  if ('any' in node) return node.any.some(member => evaluate(member, values))
  if ('not' in node) return !evaluate(node.not, values)
  return values[node.field.pieces[0]!.text]!
}

// another language with the same precedence is the judge; undefined where it finds no sense
function evaluateAsScript(tokens: readonly string[], values: Record<string, boolean>): boolean | undefined {
  const signs: Record<string, string> = { not: '!', and: '&&', or: '||' }
  try {
    const script = tokens.map(word => signs[word] ?? word).join(' ')
    if (script === '') return undefined
    // oxlint-disable-next-line typescript/no-implied-eval, no-new-func
    return Boolean(new Function('a', 'b', 'c', `"use strict"; return ${script}`)(values['a'], values['b'], values['c']))
  } catch {
    return undefined
  }
}
