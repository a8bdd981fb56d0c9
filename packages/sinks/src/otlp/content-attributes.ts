import { plainToJson, type Plain, type PlainObject, type SpanRecord } from '@seetrain/core'
import { isMessages } from './messages.ts'

/** What went in and came out: messages and tool calls by the GenAI conventions, anything else as OpenInference names it. */
export function contentAttributes({ spanKind, input, output }: SpanRecord): PlainObject {
  return { ...sideOf(input, spanKind, INPUT), ...sideOf(output, spanKind, OUTPUT) }
}

interface SideNames {
  messages: string
  tool: string
  plain: string
}

const INPUT: SideNames = {
  messages: 'gen_ai.input.messages',
  tool: 'gen_ai.tool.call.arguments',
  plain: 'input',
}
const OUTPUT: SideNames = {
  messages: 'gen_ai.output.messages',
  tool: 'gen_ai.tool.call.result',
  plain: 'output',
}

function sideOf(value: Plain | undefined, spanKind: string, names: SideNames): PlainObject {
  if (value === undefined) return {}
  if (isMessages(value)) return { [names.messages]: jsonText(value) }
  const isText = typeof value === 'string'
  const text = isText ? value : jsonText(value)
  return {
    [`${names.plain}.value`]: text,
    [`${names.plain}.mime_type`]: isText ? 'text/plain' : 'application/json',
    ...(spanKind === 'tool' && { [names.tool]: text }),
  }
}

export function jsonText(value: unknown): string {
  return JSON.stringify(plainToJson(value))
}
