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

export type SdkPackage = keyof typeof SDK_PACKAGES

/** Further files of an SDK that hand out its class: programs import it from there, and SDKs that are built upon it. */
const CLASS_FILES = [
  /^(openai|@anthropic-ai\/sdk|groq-sdk)\/(?:index|client)(?:\.m?js)?$/,
  /^(openai)\/(?:beta\/)?realtime\/(?:ws|websocket|internal-base)(?:\.m?js)?$/,
  /^(@mistralai\/mistralai)\/core(?:\.js)?$/,
]

/** The SDK whose class a program gets by this specifier. */
export function sdkOf(specifier: string): SdkPackage | undefined {
  // most specifiers are those of files nearby
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined
  const name = CLASS_FILES.map(file => file.exec(specifier)?.[1]).find(match => match !== undefined) ?? specifier
  return Object.hasOwn(SDK_PACKAGES, name) ? (name as SdkPackage) : undefined
}

/** Listened to where all their copies meet; their module is not needed. */
export const AMBIENT_PACKAGES: ReadonlySet<string> = new Set(['ai'])
