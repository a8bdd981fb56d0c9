import { plainToJson, type Plain } from '@seetrain/core'
import { stringTensor, type SummaryValue } from './summary-value.ts'

/** Markdown for the plugin text; with a shape of two dimensions, the cells of a table. */
export function textValue(tag: string, texts: readonly string[], shape?: number[]): SummaryValue {
  return { tag, plugin: 'text', tensor: stringTensor(texts, shape) }
}

/** A table of names and values. */
export function factsText(tag: string, facts: { [name: string]: unknown }): SummaryValue {
  const rows = Object.entries(facts).flatMap(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : String(value),
  ])
  return textValue(tag, rows, [rows.length / 2, 2])
}

export function jsonText(value: Plain): string {
  return fenced('json', JSON.stringify(plainToJson(value), undefined, 2))
}

export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``
}
