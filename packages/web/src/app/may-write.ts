import { useQuery } from '@tanstack/react-query'
import { sessionQuery, statusQuery } from '../api/queries.ts'

/** Whether this reader may change anything here: a token may be for reading alone, and so may a hub be. */
export function useMayWrite(): boolean {
  const session = useQuery(sessionQuery()).data
  const status = useQuery(statusQuery()).data
  return session?.scope !== 'read' && status?.readOnly !== true
}
