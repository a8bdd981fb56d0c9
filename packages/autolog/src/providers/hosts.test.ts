import { providerAt } from './hosts.ts'

it.each([
  ['https://api.openai.com/v1', 'openai'],
  ['https://mine.openai.azure.com/openai', 'azure.ai.openai'],
  ['https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1', 'aws.bedrock'],
  ['https://open.bigmodel.cn/api/paas/v4/', 'zhipu_ai'],
  ['https://api.z.ai/api/anthropic', 'zhipu_ai'],
  ['https://api.deepseek.com', 'deepseek'],
  ['https://dashscope.aliyuncs.com/compatible-mode/v1', 'dashscope'],
  ['http://localhost:11434/v1', 'ollama'],
  ['http://127.0.0.1:8000/v1', 'vllm'],
  ['http://127.0.0.1:9999/v1', 'openai_compatible'],
  ['https://evil-api.openai.com.example.org/v1', 'openai_compatible'],
  ['not an address', 'openai'],
])('%s is %s', (address, provider) => {
  expect(providerAt(address, 'openai')).toBe(provider)
})

it("what speaks Anthropic's words at an unknown address is Anthropic's", () => {
  expect(providerAt('http://127.0.0.1:9999', 'anthropic')).toBe('anthropic')
})

it.each([
  ['google_genai', 'gcp.gemini'],
  ['bedrock', 'aws.bedrock'],
  ['mistral', 'mistral_ai'],
])('%s asks %s at an address that tells nothing, and at none', (framework, provider) => {
  expect(providerAt('http://127.0.0.1:9999', framework)).toBe(provider)
  expect(providerAt('', framework)).toBe(provider)
})
