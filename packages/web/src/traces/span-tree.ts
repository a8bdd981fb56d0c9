import type { SpanRow } from '../api/wire.ts'

/** A span in the order of a waterfall: parents before children, by start. */
export interface TreeSpan {
  span: SpanRow
  depth: number
}

/** Spans whose parent is not among them stand at the top; a circle of parents is cut where it was entered. */
export function spanTree(spans: readonly SpanRow[]): TreeSpan[] {
  const sorted = [...spans].sort((a, b) => a.time - b.time || b.endTime - a.endTime)
  const ids = new Set(sorted.map(({ spanId }) => spanId))
  const children = new Map<string | undefined, SpanRow[]>()
  for (const span of sorted) {
    const parent = span.parentId !== undefined && ids.has(span.parentId) ? span.parentId : undefined
    children.set(parent, [...(children.get(parent) ?? []), span])
  }
  const placed = new Set<SpanRow>()
  const tree: TreeSpan[] = []
  const place = (span: SpanRow, depth: number) => {
    if (placed.has(span)) return
    placed.add(span)
    tree.push({ span, depth })
    for (const child of children.get(span.spanId) ?? []) place(child, depth + 1)
  }
  for (const span of children.get(undefined) ?? []) place(span, 0)
  for (const span of sorted) place(span, 0)
  return tree
}
