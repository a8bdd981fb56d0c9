import { appendFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { enableAnthropicAutolog, enableOpenaiAutolog } from '@seetrain/autolog'

/** What autolog heard during one file of an SDK's tests. */
export interface Heard {
  calls: number
  failures: number
}

/**
 * Turns autolog on for an SDK's own sources, in the sandbox of one file of its tests. Returns what ends it and appends what it
 * heard to the file `notes`.
 */
export function listen(module: object, notes: string): () => Promise<void> {
  const enable = 'OpenAI' in module ? enableOpenaiAutolog : enableAnthropicAutolog
  const settings = { captureEnvironment: false, captureConsole: false, systemMonitor: false }
  const handle = enable({ module, project: 'upstream', dir: join(dirname(notes), 'runs'), settings })
  return async () => {
    await handle.finish()
    const heard: Heard = { calls: handle.totals.calls, failures: handle.getStats().failures }
    appendFileSync(notes, `${JSON.stringify(heard)}\n`)
  }
}
