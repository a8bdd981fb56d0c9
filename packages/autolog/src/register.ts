// node --import @seetrain/autolog/register app.js: records the calls of a program whose code stays as it is.
import { diag } from '@seetrain/core'
import { autolog } from './enable.ts'

try {
  autolog()
} catch (error) {
  // the program starts in any case
  diag.error(`autolog could not start: ${error instanceof Error ? error.message : String(error)}`)
}
