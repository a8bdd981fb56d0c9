import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FakeServer, SeenRequest } from '../fake-server.ts'
import { anthropicExamples } from './anthropic-server.ts'
import { openaiExamples } from './openai-server.ts'
import { runProgram } from './run-program.ts'
import type { SdkSources } from './sdk-sources.ts'

/** What is not run, by words in the path, and why. */
export const LEFT_OUT: readonly (readonly [path: RegExp, why: string])[] = [
  [/azure|bedrock|mtls/, 'needs an account elsewhere'],
  [/realtime|websocket/, 'speaks over WebSockets'],
  [/stream-to-client/, 'serves a browser'],
  [/speech-to-text|text-to-speech/, 'needs a microphone or a loudspeaker'],
  [/agents/, "works on sessions that only Anthropic's servers hold"],
]

/** What those that ask for arguments are given. */
const ARGUMENTS: { readonly [file: string]: string[] } = { 'batch-results.ts': ['msgbatch_1'] }

const LONGEST_MS = 60_000
const FOLDERS = ['src', 'node_modules', 'package.json', 'tsconfig.json', 'tests']

export interface ExampleOptions {
  scratch: string
  server: FakeServer
  env: NodeJS.ProcessEnv
  watched: boolean
}

/** What an example printed, how it ended, and what it sent. */
export interface ExampleOutcome {
  seen: string
  isWell: boolean
}

export function exampleFiles({ folder }: SdkSources): string[] {
  const examples = join(folder, 'examples')
  if (!existsSync(examples)) return []
  return readdirSync(examples, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.includes('node_modules'))
    .filter(file => !LEFT_OUT.some(([path]) => path.test(file)))
    .toSorted()
}

/** Runs one example as its author would, in a fresh copy of its folder, for some leave files there. */
export async function runExample(sources: SdkSources, file: string, options: ExampleOptions): Promise<ExampleOutcome> {
  const { server, watched } = options
  const cwd = copyOf(sources, options.scratch)
  server.answer(sources.name === 'openai' ? openaiExamples : anthropicExamples)
  const tsx = pathToFileURL(createRequire(import.meta.resolve('@seetrain/autolog')).resolve('tsx')).href
  const imports = [tsx, ...(watched ? [import.meta.resolve('seetrain/autolog')] : [])]
  const { code, output } = await runProgram(
    [
      '--conditions=@seetrain/source',
      // Node tells of them by whether the caller lies below node_modules, which sources of ours do not
      '--no-deprecation',
      ...imports.flatMap(address => ['--import', address]),
      join(cwd, 'examples', file),
      ...(ARGUMENTS[file] ?? []),
    ],
    { cwd, env: { ...options.env, ...addresses(server.url) }, milliseconds: LONGEST_MS },
  )
  const wire = server.requests.map(sentBy)
  return { seen: [`ended with ${code}`, withoutTimes(output), ...wire].join('\n'), isWell: code === 0 }
}

function addresses(url: string): NodeJS.ProcessEnv {
  return {
    OPENAI_API_KEY: 'key-for-tests-1234',
    OPENAI_BASE_URL: `${url}/v1`,
    ANTHROPIC_API_KEY: 'key-for-tests-1234',
    ANTHROPIC_BASE_URL: url,
  }
}

function withoutTimes(text: string): string {
  return text.replaceAll(/\b\d+ ?ms\b/g, '0ms').replaceAll(/\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/g, 'today')
}

/** A request; what separates the parts of a form is made by chance. */
function sentBy({ method, path, headers, body }: SeenRequest): string {
  const [, boundary] = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '') ?? []
  return `${method} ${path} ${boundary === undefined ? body : body.replaceAll(boundary, 'boundary')}`
}

function copyOf({ folder }: SdkSources, scratch: string): string {
  const copy = join(scratch, 'work')
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy)
  cpSync(join(folder, 'examples'), join(copy, 'examples'), { recursive: true })
  for (const name of FOLDERS) if (existsSync(join(folder, name))) symlinkSync(join(folder, name), join(copy, name))
  return copy
}
