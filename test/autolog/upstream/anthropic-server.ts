import { messageAnswer, messageEvents } from '../anthropic-behaviours.ts'
import { events, json, type Answer, type SeenRequest } from '../fake-server.ts'
import { schemaSample } from './schema-sample.ts'

interface Body {
  stream?: boolean
  messages?: { role: string; content: string | { type: string }[] }[]
  tools?: { name: string; type?: string; input_schema?: object }[]
  thinking?: object
  output_format?: { schema?: object }
  output_config?: { format?: { schema?: object } }
}

type Block = { type: string } & ({ text: string } | { thinking: string; signature: string } | ToolUse)
interface ToolUse {
  id: string
  name: string
  input: unknown
}

const WORDS = 'This is a test'

/** Answers as Anthropic's interface does, as far as the SDK's examples ask. */
export const anthropicExamples: Answer = (request, response) => answerTo(request)(request, response)

function answerTo(request: SeenRequest): Answer {
  const path = request.path.replace(/\?.*/, '')
  switch (path) {
    case '/v1/messages':
      return message(JSON.parse(request.body) as Body)
    case '/v1/messages/count_tokens':
      return json({ input_tokens: 10 })
    case '/v1/messages/batches/msgbatch_1':
      return json({ ...BATCH, results_url: `http://${request.headers.host}/v1/messages/batches/msgbatch_1/results` })
    case '/v1/messages/batches/msgbatch_1/results':
      return (_, response) =>
        void response.writeHead(200, { 'content-type': 'application/x-jsonl' }).end(`${JSON.stringify(RESULT)}\n`)
    default:
      return json({ type: 'error', error: { type: 'not_found_error', message: `nothing is at ${path}` } }, NOT_FOUND)
  }
}

const NOT_FOUND = { status: 404 }
const BATCH = { id: 'msgbatch_1', type: 'message_batch', processing_status: 'ended' }
const RESULT = { custom_id: 'one', result: { type: 'succeeded', message: messageAnswer() } }

function message(body: Body): Answer {
  const blocks = blocksFor(body)
  const stop = blocks.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn'
  if (!body.stream) return json(messageAnswer(blocks, stop))
  return events(messageEvents(blocks.map(inPieces), stop), { done: false })
}

/** A tool is called once; after its result comes an answer in words, or in the form that was asked for. */
function blocksFor({ messages = [], tools = [], thinking, output_format, output_config }: Body): Block[] {
  const isAnswered = messages.some(({ content }) => typeof content !== 'string' && content.some(isResult))
  const tool = isAnswered ? undefined : tools.find(({ input_schema }) => input_schema !== undefined)
  if (tool) return [{ type: 'tool_use', id: 'toolu_1', name: tool.name, input: schemaSample(tool.input_schema) }]
  const schema = output_config?.format?.schema ?? output_format?.schema
  const text: Block = { type: 'text', text: schema ? JSON.stringify(schemaSample(schema)) : WORDS }
  return thinking ? [{ type: 'thinking', thinking: 'Hm', signature: 'c2ln' }, text] : [text]
}

function isResult({ type }: { type: string }): boolean {
  return type === 'tool_result'
}

/** A block as a stream brings it: empty first, then its content. */
function inPieces(block: Block): { start: object; deltas: object[] } {
  if ('text' in block) return { start: { ...block, text: '' }, deltas: pieces(block.text, 'text_delta', 'text') }
  if ('thinking' in block)
    return {
      start: { ...block, thinking: '', signature: '' },
      deltas: [
        ...pieces(block.thinking, 'thinking_delta', 'thinking'),
        { type: 'signature_delta', signature: block.signature },
      ],
    }
  const input = JSON.stringify(block.input)
  return { start: { ...block, input: {} }, deltas: pieces(input, 'input_json_delta', 'partial_json') }
}

function pieces(text: string, type: string, member: string): object[] {
  return text.match(/.{1,5}/gs)!.map(piece => ({ type, [member]: piece }))
}
