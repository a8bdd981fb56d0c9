import type { ErrorInfo, Plain, PlainObject, SpanRecord } from '@seetrain/core'
import { costOf, type PriceTable } from '../cost/cost-of.ts'
import { estimateUsage } from '../cost/estimate-usage.ts'
import type { RequestFacts, ResponseFacts, Usage } from '../contracts.ts'
import { keepContent, type KeepRules } from '../privacy/keep-content.ts'
import { contextAttributes } from '../trace/context-attributes.ts'
import { addressOf } from './address.ts'
import { attemptEvents, type AttemptRules } from './attempts.ts'
import { codeLocation } from './code-location.ts'
import type { Call } from './call.ts'
import { addStream, addTransport } from './transport-attributes.ts'
import { addUsage } from './usage-attributes.ts'

export interface CallSpanOptions {
  framework: string
  prices: PriceTable | undefined
  rules: KeepRules
}

/** What a call that is over comes to: its record, and what is added to the totals. */
export interface CallSpan {
  span: SpanRecord
  /** What was asked, in words that are not yet masked. */
  input: Plain | undefined
  usage: Usage | undefined
  cost: number | undefined
}

/** Attributes that hold words of the user's, and are kept by the same rules. */
const WORDS = ['gen_ai.tool.definitions', 'seetrain.request.schema', 'gen_ai.request.stop_sequences'] as const

export function callSpan(call: Call, { framework, prices, rules }: CallSpanOptions): CallSpan {
  const request = requestFacts(call)
  const response: ResponseFacts = call.facts ?? {}
  const usage = response.usage ?? estimated(call, request, response)
  const { provider } = addressOf(call.url ?? '', framework)
  const cost = costOf(response.model ?? request.model, usage, prices, provider)
  const span = bareSpan(call, request.model ?? response.model)
  const { attributes } = span
  addRequest(call, request, framework, attributes)
  addAnswer(response, attributes)
  if (usage) addUsage(usage, attributes)
  if (!call.start.endpoint.isLocal) addCost(cost, attributes)
  addStream(call, usage?.output, attributes)
  keepWords(span, { input: request.input, output: response.output }, rules)
  const error = errorOf(call, rules)
  if (error) {
    span.error = error
    span.attributes['error.type'] = error.name
  }
  if (call.tries && call.attempts > 1) span.events = attemptEvents(call.tries, eventRules(call, rules))
  return { span, input: request.input, usage, cost: 'total' in cost ? cost.total : undefined }
}

function bareSpan(call: Call, model: string | undefined): SpanRecord {
  const { time, context, endpoint } = call.start
  return {
    kind: 'span',
    time,
    endTime: time + Math.max(0, call.endedAt - call.startedAt),
    traceId: call.traceId,
    spanId: call.spanId,
    ...(context.spanId !== undefined && { parentId: context.spanId }),
    name: model === undefined ? endpoint.operation : `${endpoint.operation} ${model}`,
    spanKind: endpoint.spanKind,
    status: call.status ?? 'ok',
    attributes: contextAttributes(context),
  }
}

function addCost(cost: ReturnType<typeof costOf>, attributes: PlainObject): void {
  if ('unknown' in cost) {
    attributes['seetrain.cost.unknown'] = cost.unknown
    return
  }
  attributes['seetrain.cost.total'] = cost.total
  attributes['seetrain.cost.source'] = cost.source
}

function requestFacts(call: Call): RequestFacts {
  const { body, url } = call
  const { endpoint } = call.start
  if (typeof body === 'string') return endpoint.request(JSON.parse(body) as PlainObject, url)
  if (body instanceof FormData) return endpoint.request(fieldsOf(body), url)
  // SDKs that encode late hand over a copy of what they will send
  if (typeof body === 'object' && body !== null) return endpoint.request(body as PlainObject, url)
  return url === undefined ? { attributes: {} } : endpoint.request({}, url)
}

/** The fields of an upload; of its files only names and sizes. */
function fieldsOf(form: FormData): PlainObject {
  const fields: PlainObject = {}
  for (const [name, value] of form) {
    const field = typeof value === 'string' ? value : { file: value.name, size: value.size, mime_type: value.type }
    // lists are sent as one field, several times
    fields[name] = fields[name] === undefined ? field : [fields[name], field].flat()
  }
  return fields
}

function addRequest(call: Call, request: RequestFacts, framework: string, attributes: PlainObject): void {
  const address = addressOf(call.url ?? '', framework)
  attributes['gen_ai.operation.name'] = call.start.endpoint.operation
  if (call.start.endpoint.isLocal) {
    Object.assign(attributes, request.attributes)
    return
  }
  attributes['gen_ai.provider.name'] = address.provider
  if (request.model !== undefined) attributes['gen_ai.request.model'] = request.model
  Object.assign(attributes, request.attributes, address.attributes, codeLocation(call.code))
  addTransport(call, attributes)
  if (call.ending !== undefined) attributes['seetrain.ending'] = call.ending
}

function addAnswer(response: ResponseFacts, attributes: PlainObject): void {
  if (response.id !== undefined) attributes['gen_ai.response.id'] = response.id
  if (response.model !== undefined) attributes['gen_ai.response.model'] = response.model
  if (response.finishReasons !== undefined) attributes['gen_ai.response.finish_reasons'] = response.finishReasons
  if (response.attributes) Object.assign(attributes, response.attributes)
}

function estimated(call: Call, request: RequestFacts, response: ResponseFacts): Usage | undefined {
  if (call.start.endpoint.spanKind !== 'llm' || response.output === undefined) return undefined
  return estimateUsage(request.input, response.output)
}

function keepWords(
  span: SpanRecord,
  words: { input?: Plain | undefined; output?: Plain | undefined },
  rules: KeepRules,
): void {
  const input = keepContent(words.input, rules)
  const output = keepContent(words.output, rules)
  if (input !== undefined) span.input = input
  if (output !== undefined) span.output = output
  for (const name of WORDS) {
    const kept = keepContent(span.attributes[name], rules)
    if (kept === undefined) delete span.attributes[name]
    else span.attributes[name] = kept
  }
}

function eventRules({ start, startedAt }: Call, { redact, capture }: KeepRules): AttemptRules {
  return { time: start.time, startedAt, words: text => (capture === 'full' ? redact(text) : '') }
}

function errorOf(call: Call, { redact, capture }: KeepRules): ErrorInfo | undefined {
  const { error, facts } = call
  if (error === undefined && !facts?.failure) return undefined
  const { name, message, stack, code } = (error ?? facts!.failure) as Partial<Error> & { code?: unknown }
  const className = Object(error).constructor?.name as string | undefined
  return {
    name:
      error === undefined ? String(name) : className && className !== 'Object' ? className : String(name ?? 'Thrown'),
    // an API quotes what it was sent
    message: capture === 'full' ? redact(String(message ?? error)) : '',
    ...(stack !== undefined && capture === 'full' && { stack: redact(stack) }),
    ...(code !== undefined && code !== null && { code: String(code) }),
  }
}
