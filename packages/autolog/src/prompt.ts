import { activeRun, Artifact, InvalidArgumentError, type Run } from '@seetrain/core'
import { withContext } from './trace/context.ts'

const PLACE = /\{\{\s*([\w.-]+)\s*\}\}/g

/** A prompt with a name and versions: text with places such as `{{city}}`. */
export interface Prompt {
  readonly name: string
  /** `v0`, `v1`, …; undefined when no run keeps it. */
  readonly version: string | undefined
  readonly template: string
  /** The text with every place filled. Throws for a place without a value. */
  render(values?: { readonly [place: string]: unknown }): string
  /** Runs `work`; the calls inside are marked with the name and version of the prompt. */
  within<T>(work: () => T): T
}

/** Keeps a prompt as an artifact: a text that changed is a new version, one that did not is the version it was. */
export function definePrompt(name: string, template: string, options: { run?: Run } = {}): Prompt {
  if (typeof template !== 'string')
    throw new InvalidArgumentError('template', template, 'Pass a text, with places such as {{city}}.')
  const run = options.run ?? activeRun()
  const artifact = new Artifact(`prompt-${name}`, 'custom', { metadata: { prompt: name } })
  const version = run?.logArtifact(artifact.addObject(template, 'template.txt', 'text'))?.version
  const metadata = { 'gen_ai.prompt.name': name, ...(version !== undefined && { 'gen_ai.prompt.version': version }) }
  return {
    name,
    version,
    template,
    render: (values = {}) => template.replace(PLACE, (_, place: string) => fill(place, values)),
    within: work => withContext({ attributes: metadata }, work),
  }
}

function fill(place: string, values: { readonly [place: string]: unknown }): string {
  const value = Object.hasOwn(values, place) ? values[place] : undefined
  if (value !== undefined && value !== null) return String(value)
  throw new InvalidArgumentError(`values.${place}`, value, 'Give every place of the prompt a value.')
}
