import dagre from '@dagrejs/dagre'
import { useMemo } from 'react'
import { Link } from 'wouter'
import type { EdgeRow } from '../api/wire.ts'
import { lineageNode } from './lineage-node.ts'
import '../styles/lineage.css'

const WIDTH = 200
const HEIGHT = 44

/** Arrows from what was made or read to what came of it, from left to right. */
export function LineageGraph({ edges, current }: { edges: readonly EdgeRow[]; current: string }) {
  const layout = useMemo(() => lay(edges), [edges])
  return (
    <div className="scroll-x lineage" tabIndex={0} role="region" aria-label="Graph of lineage">
      <svg width={layout.width} height={layout.height} role="img" aria-label={describe(edges)}>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
            <path d="M0 0L8 4L0 8z" fill="var(--edge)" />
          </marker>
        </defs>
        {layout.arrows.map(({ name, path }) => (
          <path key={name} d={path} fill="none" stroke="var(--edge)" markerEnd="url(#arrow)" />
        ))}
      </svg>
      {layout.nodes.map(({ id, x, y }) => {
        const { title, kind, href } = lineageNode(id)
        return (
          <Link
            key={id}
            href={href}
            className="lineage-node"
            data-kind={kind}
            aria-current={id === current ? 'true' : undefined}
            style={{ left: x - WIDTH / 2, top: y - HEIGHT / 2, width: WIDTH, height: HEIGHT }}
          >
            <span className="quiet">{kind}</span>
            <span className="cut" title={title}>
              {title}
            </span>
          </Link>
        )
      })}
    </div>
  )
}

/** A run reads what it uses and makes what it produces: arrows follow the data. */
function flow({ relation, from, to }: EdgeRow): [string, string] {
  return relation === 'used' || relation === 'derived-from' ? [to, from] : [from, to]
}

function lay(edges: readonly EdgeRow[]) {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 60, marginx: 16, marginy: 16 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const edge of edges) {
    const [from, to] = flow(edge)
    for (const id of [from, to]) if (!graph.hasNode(id)) graph.setNode(id, { width: WIDTH, height: HEIGHT })
    graph.setEdge(from, to)
  }
  dagre.layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  return {
    width,
    height,
    nodes: graph.nodes().map(id => ({ id, x: graph.node(id).x, y: graph.node(id).y })),
    arrows: graph.edges().map(edge => ({
      name: `${edge.v} ${edge.w}`,
      path: `M${graph
        .edge(edge)
        .points.map(({ x, y }: { x: number; y: number }) => `${x.toFixed(1)} ${y.toFixed(1)}`)
        .join('L')}`,
    })),
  }
}

function describe(edges: readonly EdgeRow[]): string {
  const words = edges.slice(0, 20).map(edge =>
    flow(edge)
      .map(id => lineageNode(id).title)
      .join(' to '),
  )
  return `Arrows: ${words.join('; ')}`
}
