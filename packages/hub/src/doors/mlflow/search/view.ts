import type { Lifecycle } from '../state/mlflow-state.ts'
import { asInteger } from '../wire/read-fields.ts'

/** Whether a search looks at things of this stage. Views go by name or by number. */
export function isViewed(stage: Lifecycle, view = 'ACTIVE_ONLY'): boolean {
  const name = ['', 'ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'][asInteger(view) ?? -1] ?? view
  if (name === 'ALL') return true
  return (stage === 'deleted') === (name === 'DELETED_ONLY')
}
