import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enableOpenaiAutolog, type EnableOptions } from '@seetrain/autolog'
import { untouched, type OpenaiModule, type Recorder, type StartRecorder } from './recorder.ts'

/** Ours, as a user has it, except for the surroundings of a run. The record lies in the journal on disk. */
export function record(module: OpenaiModule, options: EnableOptions = {}): Recorder & { disable(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'bench-'))
  const settings = { captureEnvironment: false, captureConsole: false, systemMonitor: false }
  const handle = enableOpenaiAutolog({ project: 'bench', dir, settings, module, ...options })
  return {
    client: untouched,
    flush: () => handle.run.flush(),
    bytes: () => handle.run.stats().bytesWritten,
    disable: () => handle.disable(),
    async end() {
      await handle.finish()
      rmSync(dir, { recursive: true })
    },
  }
}

export const start: StartRecorder = async module => record(module)
