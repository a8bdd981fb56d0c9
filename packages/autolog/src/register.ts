// node --import @seetrain/autolog/register app.js: records the calls of a program whose code stays as it is.
import { diag } from '@seetrain/core'
import { enableWhenLoaded } from './enable-when-loaded.ts'

// the program goes on in any case
enableWhenLoaded(error =>
  diag.error(`autolog could not start: ${error instanceof Error ? error.message : String(error)}`),
)
