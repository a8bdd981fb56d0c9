import { useMutation, useQueryClient } from '@tanstack/react-query'
import { hub } from '../api/hub.ts'
import { runQuery } from '../api/queries.ts'
import type { RunRow, RunWords } from '../api/wire.ts'

/** Changes words of a run; the page shows them at once. */
export function useEditRun(run: RunRow) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (words: RunWords) => hub.editRun(run.id, words),
    onSuccess: (_, words) => {
      client.setQueryData(
        runQuery(run.id).queryKey,
        before => before && { ...before, run: { ...before.run, ...words } },
      )
      return client.invalidateQueries({ queryKey: ['runs'] })
    },
  })
}
