import type { Integration } from '../contracts/integration.ts'
import type { FinishOptions, Run } from '../contracts/run.ts'
import { processState } from '../process-state.ts'

interface Members {
  integrations: Set<Integration>
  /** The first failure that a leaving member reported; it outlives that member. */
  failure: FinishOptions | undefined
}

const membersOf = processState('run-members', () => new WeakMap<Run, Members>())

export function joinRun(run: Run, integration: Integration): void {
  let members = membersOf.get(run)
  if (!members) membersOf.set(run, (members = { integrations: new Set(), failure: undefined }))
  members.integrations.add(integration)
}

/** False once the last member has left, also while the run is still finishing. */
export function hasMembers(run: Run): boolean {
  return (membersOf.get(run)?.integrations.size ?? 0) > 0
}

/** The last member to leave finishes the run. */
export function leaveRun(run: Run, integration: Integration, outcome: FinishOptions | undefined): Promise<void> {
  const members = membersOf.get(run)
  members?.integrations.delete(integration)
  if (members && outcome?.state !== undefined && outcome.state !== 'finished') members.failure ??= outcome
  if (members && members.integrations.size > 0) return Promise.resolve()
  return run.finish(members?.failure ?? outcome)
}
