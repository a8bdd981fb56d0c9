import { lazyPart } from '../app/lazy-part.ts'
import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { lineageQuery } from '../api/queries.ts'
import { Loaded, Loading } from '../parts/states.tsx'

const LineageGraph = lazyPart(async () => (await import('./lineage-graph.tsx')).LineageGraph)

/** The runs and artifacts that a run or an artifact hangs together with. */
export function Lineage({ node }: { node: string }) {
  const query = useQuery(lineageQuery([node]))
  return (
    <section className="card">
      <header>
        <h2>Lineage</h2>
      </header>
      <Loaded query={query} what="the lineage">
        {({ rows: edges, complete }) =>
          edges.length === 0 ? (
            <p className="quiet card-body">Nothing is known to come from this, or to have gone into it.</p>
          ) : (
            <Suspense fallback={<Loading what="the graph" />}>
              <LineageGraph edges={edges} current={node} />
              {!complete && <p className="quiet card-body">The graph goes on beyond what is shown.</p>}
            </Suspense>
          )
        }
      </Loaded>
    </section>
  )
}
