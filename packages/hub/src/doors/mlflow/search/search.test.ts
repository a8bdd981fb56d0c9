import fc from 'fast-check'
import { EXPERIMENT_GRAMMAR, MODEL_VERSION_GRAMMAR, RUN_GRAMMAR, TRACE_GRAMMAR } from './grammar.ts'
import { matchesAll, type LookUp } from './match-clauses.ts'
import { parseOrderBy, sortBy } from './order-by.ts'
import { parseFilter } from './parse-filter.ts'

const run: LookUp = ({ entity, key }) => {
  const known: { [place: string]: number | string | (string | undefined)[] } = {
    'metric acc': 0.9,
    'metric val/loss': 0.5,
    'metric odd': Number.NaN,
    'parameter lr': '1e-3',
    'tag a b': 'x',
    'tag team': 'Vision',
    'dataset name': ['train', 'test'],
    'dataset context': ['training', undefined],
    'attribute run_id': 'abc',
    'attribute run_name': 'first',
    'attribute start_time': 1700,
  }
  return known[`${entity} ${key}`]
}
const matches = (filter: string): boolean => matchesAll(parseFilter(filter, RUN_GRAMMAR), run)

describe('a filter of runs', () => {
  it.each([
    'metrics.acc > 0.5',
    'metric.acc >= .9 AND metrics.`val/loss` < 1',
    'metrics."val/loss" != 7',
    'metrics.odd != 0',
    "params.lr = '1e-3' and param.lr LIKE '1%' AND parameters.lr != 'x'",
    'tags."a b" = "x"',
    "tags.`a b` ilike 'X'",
    "tags.team LIKE 'V_s%n'",
    "attributes.run_id IN ('abc', 'def')",
    "run_id NOT IN ('def')",
    "attr.`Run name` = 'first'",
    'created >= 1700 and attribute.start_time < 1e9',
    "dataset.name = 'test' and datasets.context IN ('training')",
    'tags.nothing IS NULL and params.lr IS NOT NULL',
    "metrics.acc>0.5 AND params.lr='1e-3'",
    '  metrics.acc > 0.5  AND  ',
    '',
  ])('%s holds', filter => expect(matches(filter)).toBe(true))

  it.each([
    'metrics.acc > 0.95',
    'metrics.odd = 0',
    'metrics.none < 1',
    "params.none != 'x'",
    "tags.team LIKE 'vis%'",
    "tags.team = 'vision'",
    "dataset.name = 'valid'",
    'tags.team IS NULL',
  ])('%s does not', filter => expect(matches(filter)).toBe(false))

  it.each([
    ['metrics.acc > 1 OR metrics.acc < 0', 'Invalid clause(s) in filter string'],
    ['(metrics.acc > 1)', 'Invalid clause(s) in filter string'],
    ['metrics.acc', 'Invalid clause(s) in filter string'],
    ["metrics.acc = 'a'", "Expected numeric value type for metric. Found 'a'"],
    ["metrics.acc LIKE '1'", "Invalid comparator 'LIKE' not one of"],
    ['params.lr = 5', 'Expected a quoted string value for parameter'],
    ['params.lr = LR', 'Use either single or double quotes.'],
    ["params.lr > '5'", "Invalid comparator '>' not one of"],
    ["model.x = 'a'", "Invalid entity type 'model'."],
    ["attributes.colour = 'red'", "Invalid attribute key 'colour' specified."],
    ["dataset.size = '5'", "Invalid dataset key 'size' specified."],
    ["status IN ('a')", "Only the 'run_id' attributes support"],
    ['run_id IN ()', 'expected a non-empty list of string values'],
    ['run_id IN (5)', 'got different type in list'],
    ["run_id = 'a'; run_id = 'b'", 'Search filter contained multiple expression'],
    ['start_time IS NULL', 'IS NULL / IS NOT NULL is only supported for tags and params'],
  ])('%s is refused', (filter, message) => expect(() => parseFilter(filter, RUN_GRAMMAR)).toThrow(message))

  it('never takes long, and never fails otherwise than as a filter', () => {
    const piece = fc.constantFrom(
      'metrics.',
      'a',
      '`',
      '"',
      "'",
      '%',
      '(',
      ')',
      ' IN ',
      ' AND ',
      '=',
      '1',
      ' LIKE ',
      'tags.x',
      ',',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const start = performance.now()
        try {
          matches(pieces.join(''))
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_PARAMETER_VALUE' })
        }
        expect(performance.now() - start).toBeLessThan(5000)
      }),
    )
    const start = performance.now()
    const long: LookUp = () => 'a'.repeat(8000)
    matchesAll(parseFilter(`tags.x LIKE '${'%a'.repeat(50)}b'`, RUN_GRAMMAR), long)
    expect(performance.now() - start).toBeLessThan(5000)
  })

  it('knows what other things have', () => {
    expect(parseFilter("name LIKE 'a%' AND tags.b = 'c'", EXPERIMENT_GRAMMAR)).toHaveLength(2)
    expect(() => parseFilter('metrics.a = 1', EXPERIMENT_GRAMMAR)).toThrow("Invalid entity type 'metrics'")
    expect(parseFilter("run_id IN ('a') and version_number > 1", MODEL_VERSION_GRAMMAR)).toHaveLength(2)
  })
})

describe('an order', () => {
  const rows: [string, { [key: string]: number }][] = [
    ['a', { acc: 1, time: 1 }],
    ['b', { acc: Number.NaN, time: 2 }],
    ['c', { acc: 3, time: 3 }],
    ['d', { time: 4 }],
    ['e', { acc: Number.NEGATIVE_INFINITY, time: 5 }],
  ]
  const ordered = (...orders: string[]): string =>
    sortBy(
      [...rows],
      parseOrderBy(orders, RUN_GRAMMAR),
      ([, values]) =>
        ({ key }) =>
          values[key === 'start_time' ? 'time' : key],
    )
      .map(([name]) => name)
      .join('')

  it('has numbers first, then NaN, then what is absent, in both directions', () => {
    expect([ordered('metrics.acc'), ordered('metrics.acc DESC')]).toEqual(['eacbd', 'caebd'])
    expect(ordered('metrics.none asc', 'attributes.start_time desc')).toBe('edcba')
    expect(ordered('`start_time` DESC')).toBe('edcba')
  })

  it.each([
    [['metrics.a', 'metrics.a DESC'], '`order_by` contains duplicate fields'],
    [['metrics.a DOWN'], 'Invalid ordering key in order_by clause'],
    [['metrics.a DESC x'], 'Could not be parsed.'],
    [['datasets.name'], 'Invalid order_by entity: dataset'],
    [['colour'], "Invalid attribute key 'colour'"],
  ])('%j is refused', (orders, message) => expect(() => parseOrderBy(orders, RUN_GRAMMAR)).toThrow(message))
})

describe('a filter of traces', () => {
  it('names what spans and assessments have', () => {
    const parsed = parseFilter(
      "trace.text ILIKE '%a%' AND span.attributes.`llm.model` = 'm' AND feedback.good >= 0.5 AND expectation.e IS NULL",
      TRACE_GRAMMAR,
    )
    expect(parsed).toEqual([
      { entity: 'span', key: 'content', comparator: 'ILIKE', value: '%a%' },
      { entity: 'span', key: 'attributes.llm.model', comparator: '=', value: 'm' },
      { entity: 'feedback', key: 'good', comparator: '>=', value: 0.5 },
      { entity: 'expectation', key: 'e', comparator: 'IS NULL', value: undefined },
    ])
  })

  it.each([
    ["span.attributes. = 'a'", 'Invalid clause(s) in filter string'],
    ["span.attributes.`` = 'a'", 'Invalid clause(s) in filter string'],
    ["span.colour = 'a'", "Invalid span attribute 'colour'. Supported attributes: name, status, type"],
    ["trace.text = 'a'", "Invalid comparator '=' not one of"],
    ["span.name > 'a'", "Invalid comparator '>' not one of"],
    ["feedback.good IN ('a')", "Invalid comparator 'IN' not one of"],
  ])('%s is refused', (filter, message) => expect(() => parseFilter(filter, TRACE_GRAMMAR)).toThrow(message))

  it('takes something that is not there for absent, also where there could be several', () => {
    const none: LookUp = () => []
    const clauses = (filter: string): boolean => matchesAll(parseFilter(filter, TRACE_GRAMMAR), none)
    expect([clauses('feedback.a IS NULL'), clauses('feedback.a IS NOT NULL'), clauses('feedback.a < 1')]).toEqual([
      true,
      false,
      false,
    ])
  })
})
