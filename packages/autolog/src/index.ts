// Recording the calls of an SDK
export {
  autolog,
  enableAnthropicAutolog,
  enableBedrockAutolog,
  enableCohereAutolog,
  enableGoogleGenaiAutolog,
  enableGroqAutolog,
  enableMistralAutolog,
  enableOllamaAutolog,
  enableOpenaiAutolog,
  enableVercelAiAutolog,
  enableZhipuAutolog,
  wrap,
} from './enable.ts'
export { autologIntegrations } from './definitions.ts'
export type { SdkAutolog } from './sdk-autolog.ts'
export type { Totals } from './totals.ts'
export type {
  AutologOptions,
  CaptureMode,
  EnableOptions,
  Message,
  MessagePart,
  Price,
  RedactionPattern,
  Usage,
} from './contracts.ts'
export { costOf, type Cost, type PriceTable } from './cost/cost-of.ts'
export { PRICES, PRICES_DATE } from './cost/prices.ts'

// Traces
export { span, trace, traced } from './trace/trace.ts'
export { tracedMethod, type TracedDecorator } from './trace/traced-method.ts'
export type { Span, SpanOptions, SpanReference } from './trace/span.ts'
export { withContext, type ContextWords } from './trace/context.ts'
export { continueTrace, traceparent } from './trace/traceparent.ts'
export { feedback, score, type ScoreOptions } from './trace/score.ts'
export { spanOf } from './trace/span-of.ts'

// Judging and prompts
export {
  evaluate,
  type Dataset,
  type EvaluateOptions,
  type Example,
  type Judged,
  type Scorer,
} from './evaluate/evaluate.ts'
export { compareEvaluations, type EvaluatedRow, type Evaluation, type Movement } from './evaluate/evaluation.ts'
export { definePrompt, type Prompt } from './prompt.ts'
