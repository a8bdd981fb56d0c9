import { useQuery } from '@tanstack/react-query'
import { runQuery } from '../api/queries.ts'

/** A run as people know it; its id until its name is here, and when the run is gone. */
export function RunName({ id }: { id: string }) {
  const { data } = useQuery({ ...runQuery(id), staleTime: Infinity, retry: false })
  return <span title={id}>{data?.run.name ?? id}</span>
}
