import { createRequire } from 'node:module'
import type { IntegrationDefinition } from '@seetrain/core'

const require = createRequire(import.meta.url)
const load = (framework: string) =>
  (require('@seetrain/autolog') as typeof import('./index.ts')).autologIntegrations[framework]!()

/** Every SDK of this package, by its id, with a loader that reads the package at its first use. */
export const integrations: Record<string, () => IntegrationDefinition> = {
  anthropic: () => load('anthropic'),
  bedrock: () => load('bedrock'),
  cohere: () => load('cohere'),
  google_genai: () => load('google_genai'),
  groq: () => load('groq'),
  mistral: () => load('mistral'),
  ollama: () => load('ollama'),
  openai: () => load('openai'),
  vercel_ai: () => load('vercel_ai'),
  zhipu: () => load('zhipu'),
}
