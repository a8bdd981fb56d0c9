import { VERSION } from '@seetrain/core'
import type { Scope } from '@seetrain/otlp'

/**
 * The GenAI conventions by which model calls are written. They have no numbered version since they moved to a repository
 * of their own, so this is its commit; what they call deprecated is not written.
 */
export const GEN_AI_CONVENTIONS = 'semantic-conventions-genai@002c8a6'

export const SCOPE: Scope = {
  name: 'seetrain',
  version: VERSION,
  attributes: [{ key: 'seetrain.gen_ai.conventions', value: { stringValue: GEN_AI_CONVENTIONS } }],
}
