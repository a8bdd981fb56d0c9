import type { LabelName, SpanLabel } from '../../store/span-groups.ts'

/** Labels as the API takes them: `session:s-1`. The value may have colons of its own. */
export function readLabels(texts: readonly string[] = []): SpanLabel[] {
  return texts.map(text => {
    const colon = text.indexOf(':')
    // the route let known names through alone
    return { name: text.slice(0, colon) as LabelName, value: text.slice(colon + 1) }
  })
}
