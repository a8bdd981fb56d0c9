import { EventEmitter } from 'eventemitter3'
import type { AlertRecord } from './contracts/record.ts'
import type { Run } from './contracts/run.ts'
import { warnOnce } from './diag.ts'
import { errorText } from './errors/error-text.ts'
import { processState } from './process-state.ts'

/** What a program can listen to. Listeners run inside the call that caused them; keep them short. */
export interface SeeTrainEvents {
  'run-start': (run: Run) => void
  'run-end': (run: Run) => void
  alert: (run: Run, alert: AlertRecord) => void
  /** Something was refused or lost. Each cause comes once per run. */
  problem: (run: Run, message: string) => void
}

export const events = processState('events', () => new EventEmitter<SeeTrainEvents>())

/** Tells the listeners. One that throws is told once, and fails nobody else. */
export function announce<Name extends keyof SeeTrainEvents>(
  name: Name,
  ...told: EventEmitter.EventArgs<SeeTrainEvents, Name>
): void {
  try {
    events.emit(name, ...told)
  } catch (error) {
    warnOnce(`listener of ${name}`, `a listener of "${name}" failed: ${errorText(error)}. The run goes on.`)
  }
}
