import { events, json, type Answer, type SeenRequest } from '../fake-server.ts'
import { chatAnswer, chatChunk, chatChunks, responseAnswer, responseEvents } from '../openai-answers.ts'
import { schemaSample } from './schema-sample.ts'

interface Named {
  name?: string
  parameters?: object
}

interface Body {
  model?: string
  stream?: boolean
  messages?: { role: string }[]
  input?: unknown
  functions?: Named[]
  tools?: (Named & { type?: string; function?: Named })[]
  response_format?: { json_schema?: { schema?: object } }
  text?: { format?: { schema?: object } }
}

const WORDS = 'This is a test'

/** Answers as OpenAI's interface does, as far as the SDK's examples ask. */
export const openaiExamples: Answer = (request, response) => answerTo(request)(request, response)

function answerTo(request: SeenRequest): Answer {
  const path = request.path.replace(/^\/v1/, '').replace(/\?.*/, '')
  const body = bodyOf(request)
  if (body.model === 'unknown-model') return json({ error: UNKNOWN_MODEL }, { status: 404 })
  switch (path) {
    case '/chat/completions':
      return chat(body)
    case '/completions':
      return json({ id: 'cmpl-1', object: 'text_completion', model: body.model!, choices: [{ index: 0, text: WORDS }] })
    case '/responses':
      return responses(body)
    case '/audio/speech':
      return (_, response) => void response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(WORDS)
    case '/audio/transcriptions':
    case '/audio/translations':
      return json({ text: WORDS })
    case '/images/generations':
      return images(body)
    default:
      return resource(path, request)
  }
}

const UNKNOWN_MODEL = { message: 'no such model', type: 'invalid_request_error', param: null, code: 'model_not_found' }

/** Forms are answered without being read. */
function bodyOf({ body, headers }: SeenRequest): Body {
  return headers['content-type']?.includes('json') && body !== '' ? (JSON.parse(body) as Body) : {}
}

/** A tool is called once; after its result comes an answer in words, or in the form that was asked for. */
function chat(body: Body): Answer {
  const tool = body.tools?.[0]?.function ?? body.tools?.[0]
  const isFirst = !body.messages?.some(({ role }) => role === 'tool' || role === 'function')
  if (isFirst && tool) {
    const call = { index: 0, id: 'call_1', type: 'function', function: callOf(tool) }
    return body.stream
      ? events([chatChunk({ role: 'assistant', content: null, tool_calls: [call] }), chatChunk({}, TOOL_CALLS)])
      : json(chatAnswer('', { content: null, tool_calls: [call] }))
  }
  const legacy = body.functions?.[0]
  if (isFirst && legacy) {
    const message = { role: 'assistant', content: null, function_call: callOf(legacy) }
    return body.stream ? events([chatChunk(message), chatChunk({}, TOOL_CALLS)]) : json(chatAnswer('', message))
  }
  const schema = body.response_format?.json_schema?.schema
  const words = schema ? JSON.stringify(schemaSample(schema)) : WORDS
  return body.stream ? events(chatChunks(words.match(/.{1,5}/gs)!)) : json(chatAnswer(words))
}

const TOOL_CALLS = { finish: 'tool_calls' }

function callOf({ name, parameters }: Named): { name: string | undefined; arguments: string } {
  return { name, arguments: JSON.stringify(schemaSample(parameters ?? {})) }
}

function responses(body: Body): Answer {
  const [tool] = body.tools ?? []
  if (tool?.type === 'function' && !body.stream) {
    const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1', status: 'completed', ...callOf(tool) }
    return json(responseAnswer('', { output: [call] }))
  }
  const schema = body.text?.format?.schema
  const words = schema ? JSON.stringify(schemaSample(schema)) : WORDS
  return body.stream ? events(responseEvents(words)) : json(responseAnswer(words))
}

function images({ stream }: Body): Answer {
  const picture = { b64_json: Buffer.from(WORDS).toString('base64') }
  if (!stream) return json({ created: 1, data: [picture] })
  return events([
    { type: 'image_generation.partial_image', partial_image_index: 0, ...picture },
    { type: 'image_generation.completed', ...picture },
  ])
}

/** Things that are made and then asked for. */
function resource(path: string, { method, body, path: address }: SeenRequest): Answer {
  if (path.startsWith('/responses/')) return events(responseEvents(WORDS))
  if (path.startsWith('/files')) return json({ id: 'file-1', object: 'file', status: 'processed' })
  if (/^\/fine_tuning\/jobs\/[^/]+\/events$/.test(path)) return json({ object: 'list', data: [], has_more: false })
  if (path.startsWith('/fine_tuning/jobs')) return json({ id: 'ftjob-1', status: 'succeeded' })
  if (path === '/assistants') return json({ id: 'asst_1', object: 'assistant' })
  if (path === '/threads') return json({ id: 'thread_1', object: 'thread' })
  if (path.endsWith('/messages')) return json({ object: 'list', data: [MESSAGE], has_more: false })
  if (path.includes('/runs')) return method === 'POST' && body.includes('"stream":true') ? runEvents : json(RUN)
  return json({ error: { message: `nothing is at ${address}` } }, { status: 404 })
}

const RUN = { id: 'run_1', object: 'thread.run', thread_id: 'thread_1', assistant_id: 'asst_1', status: 'completed' }
const MESSAGE = {
  id: 'msg_1',
  object: 'thread.message',
  role: 'assistant',
  content: [{ type: 'text', text: { value: WORDS, annotations: [] } }],
}
const DELTA = { content: [{ index: 0, type: 'text', text: { value: WORDS, annotations: [] } }] }
const RUN_EVENTS = {
  'thread.run.created': { ...RUN, status: 'queued' },
  'thread.message.created': { ...MESSAGE, content: [] },
  'thread.message.delta': { id: 'msg_1', object: 'thread.message.delta', delta: DELTA },
  'thread.message.completed': MESSAGE,
  'thread.run.completed': RUN,
}

/** Here the names of events stand beside their data, not in them. */
const runEvents: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const [event, data] of Object.entries(RUN_EVENTS))
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  response.end('event: done\ndata: [DONE]\n\n')
}
