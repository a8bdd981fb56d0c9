import { LABELS, type LabelName } from '../api/call-wire.ts'
import type { SpanRow } from '../api/wire.ts'
import { spanFacts, textOf } from './span-facts.ts'

export const LABEL_TITLES: { [Name in LabelName]: string } = {
  session: 'Session',
  user: 'User',
  tag: 'Tag',
  prompt: 'Prompt',
  'prompt-version': 'Version of a prompt',
  model: 'Model',
  error: 'Error',
}

export interface Label {
  name: LabelName
  value: string
}

/** Labels in an address: `session:s-1`. What is none is passed over. */
export function readLabels(texts: readonly string[]): Label[] {
  return texts.flatMap(text => {
    const colon = text.indexOf(':')
    const name = LABELS.find(known => known === text.slice(0, colon))
    const value = text.slice(colon + 1)
    return name === undefined || value === '' ? [] : { name, value }
  })
}

export function labelText({ name, value }: Label): string {
  return `${name}:${value}`
}

/** The labels of a span that lead to others like it. */
export function labelsOf(span: Pick<SpanRow, 'attributes' | 'error' | 'time' | 'endTime'>): Label[] {
  const { attributes } = span
  const tags = attributes['seetrain.tags']
  const prompt = textOf(attributes, 'gen_ai.prompt.name')
  const version = textOf(attributes, 'gen_ai.prompt.version')
  const found: [LabelName, string | undefined][] = [
    ['session', textOf(attributes, 'gen_ai.conversation.id')],
    ['user', textOf(attributes, 'user.id')],
    ...(Array.isArray(tags) ? tags : []).map(tag => ['tag', String(tag)] as [LabelName, string]),
    prompt !== undefined && version !== undefined ? ['prompt-version', `${prompt}:${version}`] : ['prompt', prompt],
    ['model', spanFacts(span).model],
    ['error', span.error?.name],
  ]
  return found.flatMap(([name, value]) => (value === undefined ? [] : { name, value }))
}

/** Where the spans of a label are listed: of a run, or of all. Of a prompt, the calls alone. */
export function labelAddress(label: Label, run?: string): string {
  const place = run === undefined ? '/traces' : `/runs/${encodeURIComponent(run)}/traces`
  const search = new URLSearchParams({ label: labelText(label) })
  if (label.name === 'prompt' || label.name === 'prompt-version') search.set('kind', 'llm')
  return `${place}?${search}`
}
