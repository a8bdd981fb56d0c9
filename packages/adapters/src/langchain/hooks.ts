import type { HookTable } from '@seetrain/core'
import { hook, type ParameterKind } from '../hooks/hook.ts'

type Parameters = Record<string, ParameterKind>

const WHO: Parameters = { runId: 'name', parentRunId: 'text?' }
const WORDS: Parameters = { tags: 'list?', metadata: 'object?' }
/** What every handler that ends something is called with. */
const failed = (what: string) => hookOf(`handle${what}Error`, 'Ends the span as failed.', { error: 'value', ...WHO })

function hookOf(name: string, says: string, parameters: Parameters) {
  return [name, hook(name, says, parameters)] as const
}

/**
 * The handlers of LangChain.js, with their arguments in the order in which it really passes them; for
 * `handleChainStart` its types say another.
 */
export const hooks: HookTable = Object.fromEntries([
  hookOf('handleLLMStart', 'Begins a span of kind `llm` with the prompts.', {
    llm: 'object?',
    prompts: 'list',
    ...WHO,
    extraParams: 'object?',
    ...WORDS,
    runName: 'text?',
  }),
  hookOf('handleChatModelStart', 'Begins a span of kind `llm` with the messages.', {
    llm: 'object?',
    messages: 'list',
    ...WHO,
    extraParams: 'object?',
    ...WORDS,
    runName: 'text?',
  }),
  hookOf('handleLLMNewToken', 'Keeps the time to the first token.', {
    token: 'value',
    indices: 'object?',
    ...WHO,
  }),
  hookOf('handleLLMEnd', 'Ends the span with the answers, tokens, model and finish reasons.', {
    output: 'object',
    ...WHO,
  }),
  failed('LLM'),
  hookOf('handleChainStart', 'Begins a span of kind `chain`, or `agent` for an agent.', {
    chain: 'object?',
    inputs: 'value',
    ...WHO,
    ...WORDS,
    runType: 'text?',
    runName: 'text?',
  }),
  hookOf('handleChainEnd', 'Ends the span with its outputs.', { outputs: 'value', ...WHO }),
  failed('Chain'),
  hookOf('handleToolStart', 'Begins a span of kind `tool`.', {
    tool: 'object?',
    input: 'value',
    ...WHO,
    ...WORDS,
    runName: 'text?',
    toolCallId: 'text?',
  }),
  hookOf('handleToolEnd', 'Ends the span with what the tool gave.', { output: 'value', ...WHO }),
  failed('Tool'),
  hookOf('handleRetrieverStart', 'Begins a span of kind `retriever`.', {
    retriever: 'object?',
    query: 'value',
    ...WHO,
    ...WORDS,
    name: 'text?',
  }),
  hookOf('handleRetrieverEnd', 'Ends the span with the documents.', { documents: 'list', ...WHO }),
  failed('Retriever'),
  hookOf('handleAgentAction', "Adds an event to the agent's span.", { action: 'object', ...WHO }),
  hookOf('handleCustomEvent', 'Adds an event to the span around it.', {
    eventName: 'name',
    data: 'value',
    runId: 'name',
  }),
])
