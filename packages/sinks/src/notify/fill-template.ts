import type { Plain } from '@seetrain/core'

const PLACE = /\{\{\s*([^{}]+?)\s*\}\}/g

/**
 * Puts values in the places of a template: `{{run.name}}` in a text is the member of that path. A text that is one
 * place becomes the value itself, a number or a list too. What there is not becomes empty.
 */
export function fillTemplate(template: Plain, values: object): unknown {
  if (typeof template === 'string') return fillText(template, values)
  if (Array.isArray(template)) return template.map(part => fillTemplate(part, values))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([name, part]) => [name, fillTemplate(part, values)]))
}

function fillText(text: string, values: object): unknown {
  const [whole] = text.matchAll(PLACE)
  if (whole?.[0] === text.trim()) return memberAt(values, whole[1]!) ?? null
  return text.replaceAll(PLACE, (_, path: string) => {
    const value = memberAt(values, path)
    return typeof value === 'object' ? JSON.stringify(value) : String(value ?? '')
  })
}

// keys of metrics have slashes and dots of their own: the longest name that is there wins
function memberAt(values: unknown, path: string): unknown {
  if (typeof values !== 'object' || values === null) return undefined
  if (Object.hasOwn(values, path)) return (values as { [name: string]: unknown })[path]
  for (let at = path.lastIndexOf('.'); at > 0; at = path.lastIndexOf('.', at - 1)) {
    const name = path.slice(0, at)
    if (Object.hasOwn(values, name)) return memberAt((values as { [name: string]: unknown })[name], path.slice(at + 1))
  }
  return undefined
}
