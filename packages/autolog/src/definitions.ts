import { registerIntegration, type IntegrationDefinition } from '@seetrain/core'
import type { AutologOptions, ProviderDefinition } from './contracts.ts'
import { AUTOLOG_OPTIONS, checkOptions } from './options.ts'
import { sdkTargets } from './patch/sdk-copies.ts'
import { anthropic } from './providers/anthropic.ts'
import { openai } from './providers/openai.ts'
import { zhipu } from './providers/zhipu.ts'
import { AUTOLOG_HOOKS, SdkAutolog, type SdkAutologParts } from './sdk-autolog.ts'

/** Every SDK of this package, for `init('openai', …)`. */
export const autologIntegrations: { readonly [framework: string]: () => IntegrationDefinition } = Object.fromEntries(
  [openai, anthropic, zhipu].map(provider => [provider.framework, () => definitionOf(provider)]),
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

export function createAutolog(parts: Omit<SdkAutologParts, 'targets'> & { options: AutologOptions }): SdkAutolog {
  return new SdkAutolog({ ...parts, targets: () => sdkTargets(parts.provider, parts.options) }).enable()
}

export function registerAutologs(): void {
  for (const [framework, load] of Object.entries(autologIntegrations)) registerIntegration(framework, load)
}
