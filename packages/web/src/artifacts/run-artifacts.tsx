import { useQuery } from '@tanstack/react-query'
import { artifactsQuery } from '../api/queries.ts'
import { Loaded } from '../parts/states.tsx'
import type { RunPartProps } from '../run/run-view.tsx'
import { ArtifactTable } from './artifact-table.tsx'
import { Lineage } from './lineage.tsx'
import { NoArtifacts } from './no-artifacts.tsx'

/** What the run logged, and how it hangs together with what others did. */
export function RunArtifacts({ detail: { run } }: RunPartProps) {
  const query = useQuery(artifactsQuery({ runs: [run.id], limit: 1000 }))
  return (
    <Loaded query={query} what="artifacts">
      {({ rows }) => (
        <>
          {rows.length === 0 ? <NoArtifacts /> : <ArtifactTable artifacts={rows} namesRuns={false} />}
          <Lineage node={`run:${run.id}`} />
        </>
      )}
    </Loaded>
  )
}
