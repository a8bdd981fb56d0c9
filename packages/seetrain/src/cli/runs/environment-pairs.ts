import type { PlainObject } from '@seetrain/core'
import type { Pair } from '../output/pair-lines.ts'
import { bytesText, countText } from '../output/quantities.ts'

type Section = { [name: string]: unknown }

/** What a run ran in, in a few lines; sections that are not known here by their names alone. */
export function environmentPairs(environment: PlainObject): Pair[] {
  return Object.entries(environment).map(([name, content]) => {
    const section = sectionOf(content)
    return [name, (SENTENCES[name]?.(section) ?? Object.keys(section).join(', ')) || undefined]
  })
}

const SENTENCES: { [section: string]: (section: Section) => string } = {
  git: section =>
    joined([
      text(section['branch']) ?? (section['detached'] === true ? 'detached' : undefined),
      text(section['commit'])?.slice(0, 12),
      section['dirty'] === true ? 'with uncommitted changes' : undefined,
      text(section['remote']),
    ]),
  host: section =>
    joined([
      text(section['hostname']),
      text(section['system']),
      `${text(section['processors']) ?? '?'} × ${text(section['processor']) ?? 'processor'}`,
      typeof section['memoryBytes'] === 'number' ? bytesText(section['memoryBytes']) : undefined,
      ...gpuNames(section['gpus']),
    ]),
  runtime: section => joined([`Node ${text(section['node']) ?? '?'}`, text(section['timeZone'])]),
  packages: section =>
    joined([text(section['name']), countText(Object.keys(sectionOf(section['versions'])).length, 'package')]),
  command: section => (Array.isArray(section['arguments']) ? section['arguments'].join(' ') : ''),
}

function sectionOf(content: unknown): Section {
  return typeof content === 'object' && content !== null && !Array.isArray(content) ? { ...content } : {}
}

function gpuNames(gpus: unknown): (string | undefined)[] {
  return Array.isArray(gpus) ? gpus.map(gpu => text(sectionOf(gpu)['name'])) : []
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter(part => part !== undefined && part !== '').join(', ')
}
