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

/** The lists that were not there before us. */
const made = new WeakSet<object>()

function listen(patches: PatchBook, target: object, listener: CallListener): void {
  const list = listIn(target)
  const telemetry = new VercelTelemetry(
    listener,
    one => list.findLast(other => other instanceof VercelTelemetry) === one,
  )
  list.push(telemetry)
  patches.onRestore(() => {
    list.splice(list.indexOf(telemetry), 1)
    if (list.length === 0 && made.has(list)) Reflect.deleteProperty(target, GLOBAL)
  })
}

function listIn(target: object): object[] {
  const known: unknown = Reflect.get(target, GLOBAL)
  if (Array.isArray(known)) return known as object[]
  const list: object[] = []
  made.add(list)
  Reflect.set(target, GLOBAL, list)
  return list
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
