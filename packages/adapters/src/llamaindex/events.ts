import type { HookTable } from '@seetrain/core'
import { hook } from '../hooks/hook.ts'

/** How an event of LlamaIndex.TS is heard: what begins with it, or what ends. */
export interface EventRule {
  /** The same word in the event that begins and the one that ends. */
  work: string
  kind: string
  /** Whether what its caller does meanwhile belongs to it. */
  holds: boolean
  says: string
}

const rule = (work: string, kind: string, says: string, holds = true): EventRule => ({ work, kind, says, holds })

const WORK = [
  rule('query', 'chain', 'A question to a query engine, with the answer.'),
  rule('retrieve', 'retriever', 'What a retriever is asked, and the nodes that it finds.'),
  rule('synthesize', 'chain', 'The making of an answer from nodes.'),
  rule('agent', 'agent', 'The steps of an agent.'),
  rule('llm', 'llm', 'A call of a model, with messages, answer and tokens.', false),
]

/** By the name of the event. */
export const BEGINS = new Map(WORK.map(one => [`${one.work}-start`, one]))
export const ENDS = new Map(WORK.map(one => [`${one.work}-end`, one]))

const entry = (event: string, method: string, says: string) => [event, hook(method, says, { event: 'object' })] as const

export const methodOf = (event: string): string =>
  `on${event.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`

/** The events that LlamaIndex.TS dispatches, each with `detail` and the caller as `reason`. */
export const hooks: HookTable = Object.fromEntries([
  ...WORK.flatMap(({ work, says, kind }) => [
    entry(`${work}-start`, methodOf(`${work}-start`), `Begins a span of kind \`${kind}\`. ${says}`),
    entry(`${work}-end`, methodOf(`${work}-end`), 'Ends it.'),
  ]),
  entry('llm-stream', 'onLlmStream', 'Keeps the time to the first piece of the answer.'),
  entry('llm-tool-call', 'onLlmToolCall', 'Begins a span of kind `tool`.'),
  entry('llm-tool-result', 'onLlmToolResult', 'Ends it.'),
])
