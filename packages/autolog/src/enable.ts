import { activeRun, init, type AdapterOptions, type InitOptions } from '@seetrain/core'
import type { EnableOptions } from './contracts.ts'
import { createAutolog, PROVIDERS, registerAutologs } from './definitions.ts'
import { AUTOLOG_OPTIONS, checkOptions } from './options.ts'
import { isClientOf, isInstalled } from './patch/sdk-copies.ts'
import type { ProviderDefinition } from './provider-definition.ts'
import { anthropic } from './providers/anthropic.ts'
import { bedrock } from './providers/bedrock.ts'
import { cohere } from './providers/cohere.ts'
import { google } from './providers/google.ts'
import { groq } from './providers/groq.ts'
import { mistral } from './providers/mistral.ts'
import { ollama } from './providers/ollama.ts'
import { openai } from './providers/openai.ts'
import { vercel } from './providers/vercel.ts'
import { zhipu } from './providers/zhipu.ts'
import type { SdkAutolog } from './sdk-autolog.ts'

/** Records every call that the OpenAI SDK makes, to OpenAI and to all who speak its language. */
export function enableOpenaiAutolog(options: EnableOptions = {}): SdkAutolog {
  return enableProvider(openai, options)
}

/** Records every call that Anthropic's SDK makes. */
export function enableAnthropicAutolog(options: EnableOptions = {}): SdkAutolog {
  return enableProvider(anthropic, options)
}

/** Records the calls that the OpenAI SDK makes to Zhipu's addresses, and all of Zhipu's own SDKs. */
export function enableZhipuAutolog(options: EnableOptions = {}): SdkAutolog {
  return enableProvider(zhipu, options)
}

/** Records every call of Google's SDK for generative AI, to Gemini and to Vertex. */
export function enableGoogleGenaiAutolog(options: EnableOptions = {}): SdkAutolog {
  return enableProvider(google, options)
}

/** Records every call of Mistral's SDK. */
export function enableMistralAutolog(options: EnableOptions = {}): SdkAutolog {
  return enableProvider(mistral, options)
}

/** Records every call of Groq's SDK. */
export function enableGroqAutolog(options: EnableOptions = {}): SdkAutolog {
  return enableProvider(groq, options)
}

/** Records every call of Cohere's SDK, of both versions of its API. */
export function enableCohereAutolog(options: EnableOptions = {}): SdkAutolog {
  return enableProvider(cohere, options)
}

/** Records every call of Ollama's SDK. */
export function enableOllamaAutolog(options: EnableOptions = {}): SdkAutolog {
  return enableProvider(ollama, options)
}

/** Records every call of the AWS SDK to models in Bedrock. */
export function enableBedrockAutolog(options: EnableOptions = {}): SdkAutolog {
  return enableProvider(bedrock, options)
}

/** Records what the Vercel AI SDK does, by its own telemetry: model calls, tools, and the work around them. */
export function enableVercelAiAutolog(options: EnableOptions = {}): SdkAutolog {
  return enableProvider(vercel, options)
}

/** Records the calls of every SDK that is installed. */
export function autolog(options: EnableOptions = {}): SdkAutolog[] {
  return PROVIDERS.filter(isPresent).map(provider => enableProvider(provider, options))
}

/** Zhipu is only added to the OpenAI SDK when it has an SDK of its own. */
function isPresent(provider: ProviderDefinition): boolean {
  return provider === zhipu ? zhipu.others!.some(isInstalled) : isInstalled(provider)
}

/** Records the calls of one client alone, of any copy and any bundle of an SDK, and returns that client. */
export function wrap<Client extends object>(client: Client, options: EnableOptions = {}): Client {
  const own = PROVIDERS.find(provider => isClientOf(provider, client))
  const speaksAnthropic = 'messages' in Object(client) && !('chat' in client)
  enableProvider(own ?? (speaksAnthropic ? anthropic : openai), { ...options, client })
  return client
}

/** Through `init` when options of a run are given, into the active run otherwise. */
export function enableProvider(provider: ProviderDefinition, options: EnableOptions): SdkAutolog {
  const names: readonly string[] = AUTOLOG_OPTIONS
  if (Object.keys(options).every(name => names.includes(name))) {
    const own = checkOptions(options as AdapterOptions)
    return createAutolog({ provider, run: activeRun() ?? init(), options: own, followsActiveRun: true })
  }
  // through init, so that several SDKs of one experiment share their run
  registerAutologs()
  return init(provider.framework, options as InitOptions) as SdkAutolog
}
