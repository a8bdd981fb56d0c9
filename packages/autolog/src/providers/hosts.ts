/** Who answers at an address, by the end of its host. Names are those of the GenAI conventions where these have one. */
const HOSTS: readonly (readonly [ending: string, provider: string])[] = [
  ['api.openai.com', 'openai'],
  ['api.anthropic.com', 'anthropic'],
  ['open.bigmodel.cn', 'zhipu_ai'],
  ['api.z.ai', 'zhipu_ai'],
  ['openai.azure.com', 'azure.ai.openai'],
  ['cognitiveservices.azure.com', 'azure.ai.openai'],
  ['services.ai.azure.com', 'azure.ai.inference'],
  ['amazonaws.com', 'aws.bedrock'],
  ['aiplatform.googleapis.com', 'gcp.vertex_ai'],
  ['generativelanguage.googleapis.com', 'gcp.gemini'],
  ['api.deepseek.com', 'deepseek'],
  ['moonshot.cn', 'moonshot_ai'],
  ['moonshot.ai', 'moonshot_ai'],
  ['aliyuncs.com', 'dashscope'],
  ['minimax.io', 'minimax'],
  ['minimaxi.com', 'minimax'],
  ['minimax.chat', 'minimax'],
  ['siliconflow.cn', 'siliconflow'],
  ['siliconflow.com', 'siliconflow'],
  ['volces.com', 'volcengine'],
  ['api.groq.com', 'groq'],
  ['together.xyz', 'together_ai'],
  ['together.ai', 'together_ai'],
  ['fireworks.ai', 'fireworks_ai'],
  ['openrouter.ai', 'openrouter'],
  ['api.x.ai', 'x_ai'],
  ['api.mistral.ai', 'mistral_ai'],
  ['perplexity.ai', 'perplexity'],
  ['cohere.com', 'cohere'],
  ['cohere.ai', 'cohere'],
]

/** The usual ports of servers that people run themselves. */
const LOCAL_PORTS: { readonly [port: string]: string } = { '11434': 'ollama', '1234': 'lmstudio', '8000': 'vllm' }

/** Who is asked by an SDK that speaks to one provider alone, at an address that tells nothing. */
const OWN: { readonly [framework: string]: string } = {
  anthropic: 'anthropic',
  bedrock: 'aws.bedrock',
  cohere: 'cohere',
  google_genai: 'gcp.gemini',
  groq: 'groq',
  mistral: 'mistral_ai',
  ollama: 'ollama',
  zhipu: 'zhipu_ai',
}

/** Names the provider behind an address. An unknown one is the SDK's own, or `openai_compatible`. */
export function providerAt(address: string, framework: string): string {
  const url = URL.parse(address)
  if (!url) return OWN[framework] ?? framework
  const { hostname } = url
  const known = HOSTS.find(([ending]) => hostname === ending || hostname.endsWith(`.${ending}`))
  if (known) return known[1]
  if (OWN[framework] !== undefined) return OWN[framework]
  const isLocal = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
  return (isLocal && LOCAL_PORTS[url.port]) || 'openai_compatible'
}

export function isZhipuHost(address: string): boolean {
  return providerAt(address, 'openai') === 'zhipu_ai'
}
