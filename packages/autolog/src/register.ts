// node --import @seetrain/autolog/register app.js: records the calls of a program whose code stays as it is. What this file
// reads, every program pays for that starts with it; the rest is read with the first SDK.
import { createRequire } from 'node:module'
import { enableWhenLoaded } from './enable-when-loaded.ts'

const without = (process.env['SEETRAIN_WITHOUT'] ?? '').split(',').map(name => name.trim())

// the program goes on in any case
enableWhenLoaded(without, error => {
  const { diag } = createRequire(import.meta.url)('@seetrain/core') as typeof import('@seetrain/core')
  diag.error(`autolog could not start: ${error instanceof Error ? error.message : String(error)}`)
})
