import { asObject } from '../../otlp/loose.ts'
import { spanText } from '../search/span-text.ts'
import { parseExact } from './exact-json.ts'
import { spanJson } from './span-json.ts'

const span = asObject(
  parseExact(`{
  "trace_id": "AQ==", "span_id": "Ag==", "parent_span_id": null, "name": "ask",
  "start_time_unix_nano": 1763700000000000001, "end_time_unix_nano": 1763700000000000002,
  "events": [{"name": "token", "time_unix_nano": 1763700000000000003, "attributes": {"index": 0}}],
  "status": {"code": "STATUS_CODE_OK", "message": ""},
  "attributes": {
    "mlflow.spanType": "\\"LLM\\"", "model": "\\"small\\"", "plain": "no JSON", "rate": "1.0", "count": "12345678901234567890",
    "stop": "[\\"a\\", null]", "options": "{\\"seed\\": 1}", "stream": "true"
  }
}`),
)

test('a span goes out as OTLP, with its numbers as they came', () => {
  const written = JSON.stringify(spanJson(span))
  expect(written).toContain('"start_time_unix_nano":1763700000000000001,"end_time_unix_nano":1763700000000000002')
  expect(written).toContain('{"key":"count","value":{"int_value":12345678901234567890}}')
  expect(written).toContain('{"key":"rate","value":{"double_value":1.0}}')
  expect(JSON.parse(written)).toMatchObject({
    trace_id: 'AQ==',
    span_id: 'Ag==',
    attributes: expect.arrayContaining([
      { key: 'model', value: { string_value: 'small' } },
      { key: 'plain', value: { string_value: 'no JSON' } },
      { key: 'stop', value: { array_value: { values: [{ string_value: 'a' }, {}] } } },
      { key: 'options', value: { kvlist_value: { values: [{ key: 'seed', value: { int_value: 1 } }] } } },
      { key: 'stream', value: { bool_value: true } },
    ]),
    events: [{ name: 'token', attributes: [{ key: 'index', value: { int_value: 0 } }] }],
    status: { code: 'STATUS_CODE_OK', message: '' },
  })
  expect(written).not.toContain('parent_span_id')
})

test('a span is searched by its own words', () => {
  const said = (key: string): unknown => spanText(span, key)
  expect(
    ['name', 'status', 'type', 'attributes.model', 'attributes.rate', 'attributes.options', 'attributes.none'].map(
      said,
    ),
  ).toEqual(['ask', 'OK', 'LLM', 'small', '1.0', '{"seed": 1}', undefined])
  expect(said('content')).toContain('"name": "ask"')
  // as clients before 3.0 write it
  const early = { name: 'a', status_code: 'ERROR', attributes: { 'mlflow.spanType': '"TOOL"' } }
  expect([spanText(early, 'status'), spanText(early, 'type')]).toEqual(['ERROR', 'TOOL'])
})

test('JSON that is none, or too deep to be handled, is refused', () => {
  expect(() => parseExact('{')).toThrow(SyntaxError)
  expect(() => parseExact('['.repeat(100_000) + ']'.repeat(100_000))).toThrow(RangeError)
})
