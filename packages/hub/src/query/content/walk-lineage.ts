import type { StoredEdge } from '../../store/content-query.ts'
import type { StoreReader } from '../../store/store.ts'

const MOST_EDGES = 5000

/** The arrows that lie at most `depth` arrows from the nodes; `complete` is false when there are too many to give. */
export async function walkLineage(
  store: StoreReader,
  nodes: readonly string[],
  depth: number,
): Promise<{ rows: StoredEdge[]; complete: boolean }> {
  const edges = new Map<string, StoredEdge>()
  const seen = new Set(nodes)
  let front = [...seen]
  for (let step = 0; step < depth && front.length > 0; step++) {
    const found = await store.edges(front)
    front = []
    for (const edge of found) {
      const { from, to, relation } = edge.record
      edges.set(`${relation} ${from} ${to}`, edge)
      for (const node of [from, to]) {
        if (seen.has(node)) continue
        seen.add(node)
        front.push(node)
      }
    }
    if (edges.size > MOST_EDGES) return { rows: [...edges.values()].slice(0, MOST_EDGES), complete: false }
  }
  return { rows: [...edges.values()], complete: true }
}
