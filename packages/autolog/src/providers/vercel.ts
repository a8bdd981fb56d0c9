import type { PatchBook } from '@seetrain/core'
import type { CallListener } from '../call/call.ts'
import type { Endpoint } from '../contracts.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import { otherEndpoint } from './openai-other.ts'
import { vercelEmbed, vercelModel, vercelOperation, vercelRerank, vercelTool } from './vercel-endpoints.ts'
import { VercelTelemetry } from './vercel-telemetry.ts'

const ENDPOINTS: { readonly [path: string]: Endpoint } = {
  model: vercelModel,
  tool: vercelTool,
  embed: vercelEmbed,
  rerank: vercelRerank,
}

const OTHER = otherEndpoint('request', 'request')

/** Where every copy of the SDK looks for those who listen. */
const GLOBAL = 'AI_SDK_TELEMETRY_INTEGRATIONS'

function listen(patches: PatchBook, target: object, listener: CallListener): void {
  const isFirst = !Array.isArray(Reflect.get(target, GLOBAL))
  if (isFirst) Reflect.set(target, GLOBAL, [])
  const telemetry = new VercelTelemetry(listener)
  ;(Reflect.get(target, GLOBAL) as object[]).push(telemetry)
  patches.onRestore(() => {
    const others = ((Reflect.get(target, GLOBAL) ?? []) as object[]).filter(one => one !== telemetry)
    if (isFirst && others.length === 0) Reflect.deleteProperty(target, GLOBAL)
    else Reflect.set(target, GLOBAL, others)
  })
}

/** The Vercel AI SDK, which tells by itself what it does to all who ask. */
export const vercel: ProviderDefinition = {
  framework: 'vercel_ai',
  package: 'ai',
  clientClass: 'generateText',
  ambient: true,
  endpoint: path => ENDPOINTS[path] ?? (path.startsWith('ai.') ? vercelOperation(path) : OTHER),
  find: source => (source === globalThis || 'generateText' in source ? [globalThis] : []),
  listen,
}
