import type { ProviderDefinition } from '../provider-definition.ts'
import { openai } from './openai.ts'

/** Groq's own SDK. It speaks OpenAI's words, below a path of its own. */
export const groq: ProviderDefinition = {
  framework: 'groq',
  package: 'groq-sdk',
  clientClass: 'Groq',
  files: ['client.js', 'client.mjs'],
  endpoint: path => openai.endpoint(path),
}
