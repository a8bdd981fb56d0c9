/** npm package → what listens to it. Apart from the providers, so that a program which uses no SDK reads none of them. */
export const SDK_PACKAGES = {
  openai: ['openai', 'enableOpenaiAutolog'],
  '@anthropic-ai/sdk': ['anthropic', 'enableAnthropicAutolog'],
  zhipuai: ['zhipu', 'enableZhipuAutolog'],
  'zhipuai-sdk-nodejs-v4': ['zhipu', 'enableZhipuAutolog'],
  '@google/genai': ['google_genai', 'enableGoogleGenaiAutolog'],
  '@mistralai/mistralai': ['mistral', 'enableMistralAutolog'],
  'groq-sdk': ['groq', 'enableGroqAutolog'],
  'cohere-ai': ['cohere', 'enableCohereAutolog'],
  ollama: ['ollama', 'enableOllamaAutolog'],
  '@aws-sdk/client-bedrock-runtime': ['bedrock', 'enableBedrockAutolog'],
  ai: ['vercel_ai', 'enableVercelAiAutolog'],
} as const

/** Listened to where all their copies meet; their module is not needed. */
export const AMBIENT_PACKAGES: ReadonlySet<string> = new Set(['ai'])
