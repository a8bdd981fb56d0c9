// Recording the calls of an SDK
export { autolog, enableAnthropicAutolog, enableOpenaiAutolog, enableZhipuAutolog, wrap } from './enable.ts'
export { autologIntegrations } from './definitions.ts'
export type { SdkAutolog } from './sdk-autolog.ts'
export type { Totals } from './totals.ts'
export type { AutologOptions, CaptureMode, EnableOptions, Message, MessagePart, Price, RedactionPattern, Usage } from './contracts.ts'
export { PRICES, PRICES_DATE } from './cost/prices.ts'

// Traces
export { withContext, type ContextWords } from './trace/context.ts'
