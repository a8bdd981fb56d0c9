import { registerIntegration, type IntegrationDefinition } from '@seetrain/core'
import type { AutologOptions } from './contracts.ts'
import { AUTOLOG_OPTIONS, checkOptions } from './options.ts'
import { eachTarget, givenTargets } from './patch/sdk-copies.ts'
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
import type { ProviderDefinition } from './provider-definition.ts'
import { AUTOLOG_HOOKS, SdkAutolog, type SdkAutologParts } from './sdk-autolog.ts'

export const PROVIDERS: readonly ProviderDefinition[] = [
  openai,
  anthropic,
  zhipu,
  google,
  mistral,
  groq,
  cohere,
  ollama,
  bedrock,
  vercel,
]

/** Every SDK of this package, for `init('openai', …)`. */
export const autologIntegrations: { readonly [framework: string]: () => IntegrationDefinition } = Object.fromEntries(
  PROVIDERS.map(provider => [provider.framework, () => definitionOf(provider)]),
)

function definitionOf(provider: ProviderDefinition): IntegrationDefinition {
  return {
    framework: provider.framework,
    mode: 'autolog',
    package: provider.package,
    hooks: AUTOLOG_HOOKS,
    options: AUTOLOG_OPTIONS,
    create: (run, options) => createAutolog({ provider, run, options: checkOptions(options), followsActiveRun: false }),
  }
}

export function createAutolog(parts: Omit<SdkAutologParts, 'follow'> & { options: AutologOptions }): SdkAutolog {
  const { provider, options } = parts
  // what was passed and does not fit is refused; what is installed is looked for each time
  const given = givenTargets(provider, options)
  const follow: SdkAutologParts['follow'] = take => {
    if (given) take(given)
    return eachTarget(provider, options, take)
  }
  return new SdkAutolog({ ...parts, follow }).enable()
}

export function registerAutologs(): void {
  for (const [framework, load] of Object.entries(autologIntegrations)) registerIntegration(framework, load)
}
