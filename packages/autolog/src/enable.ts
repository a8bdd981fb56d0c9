import { activeRun, init, type AdapterOptions, type InitOptions } from '@seetrain/core'
import type { EnableOptions, ProviderDefinition } from './contracts.ts'
import { createAutolog, registerAutologs } from './definitions.ts'
import { AUTOLOG_OPTIONS, checkOptions } from './options.ts'
import { checkClient, isInstalled } from './patch/sdk-copies.ts'
import { anthropic } from './providers/anthropic.ts'
import { openai } from './providers/openai.ts'
import { zhipu } from './providers/zhipu.ts'
import type { SdkAutolog } from './sdk-autolog.ts'

/** Records every call that the OpenAI SDK makes, to OpenAI and to all who speak its language. */
export function enableOpenaiAutolog(options: EnableOptions = {}): SdkAutolog {
  return enable(openai, options)
}

/** Records every call that Anthropic's SDK makes. */
export function enableAnthropicAutolog(options: EnableOptions = {}): SdkAutolog {
  return enable(anthropic, options)
}

/** Records the calls that the OpenAI SDK makes to Zhipu's addresses, and no others. */
export function enableZhipuAutolog(options: EnableOptions = {}): SdkAutolog {
  return enable(zhipu, options)
}

/** Records the calls of every SDK that is installed. */
export function autolog(options: EnableOptions = {}): SdkAutolog[] {
  return [openai, anthropic].filter(isInstalled).map(provider => enable(provider, options))
}

/** Records the calls of one client alone, of any copy and any bundle of an SDK, and returns that client. */
export function wrap<Client extends object>(client: Client, options: EnableOptions = {}): Client {
  const target = checkClient(client)
  enable('messages' in target && !('chat' in target) ? anthropic : openai, { ...options, client: target })
  return client
}

function enable(provider: ProviderDefinition, options: EnableOptions): SdkAutolog {
  const names: readonly string[] = AUTOLOG_OPTIONS
  if (Object.keys(options).every(name => names.includes(name))) {
    const own = checkOptions(options as AdapterOptions)
    return createAutolog({ provider, run: activeRun() ?? init(), options: own, followsActiveRun: true })
  }
  // through init, so that several SDKs of one experiment share their run
  registerAutologs()
  return init(provider.framework, options as InitOptions) as SdkAutolog
}
